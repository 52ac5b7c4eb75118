"""Runs commands of the aws CLI (1 or 2) one after another in one process, by its own entry point, so that its modules and models load once.

A line of JSON {args, env, cwd, input} on standard input is one command; a line {code, stdout, stderr} answers it, outputs in base64.
The first line written names the version. Ends when its input does; exits with 42 where this Python has no aws CLI.
"""

import base64
import functools
import json
import os
import sys
import tempfile

try:
    import awscli
    import awscli.clidriver
except ImportError:
    sys.exit(42)
try:
    from awscli.botocore import loaders
except ImportError:
    from botocore import loaders

# What is read of the models stays in memory from one command to the next.
loaders.create_loader = functools.cache(loaders.create_loader)

# Where the CLI finds its own models: it says so to itself by the environment.
data_path = {name: value for name, value in os.environ.items() if name == "AWS_DATA_PATH"}

asked = os.fdopen(os.dup(0), "r", encoding="utf-8")
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
own_errors = os.dup(2)


def answer(value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


def run(args, env, cwd, input):
    os.environ.clear()
    os.environ.update(env | data_path)
    os.chdir(cwd)
    sys.argv = ["aws", *args]
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(base64.b64decode(input))
        stdin.seek(0)
        for number, file in enumerate((stdin, stdout, stderr)):
            os.dup2(file.fileno(), number)
        sys.stdin = os.fdopen(os.dup(0), "r", encoding="utf-8")
        try:
            code = awscli.clidriver.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        return {"code": code or 0, "stdout": whole(stdout), "stderr": whole(stderr)}


def whole(file):
    file.seek(0)
    return base64.b64encode(file.read()).decode("ascii")


answer({"version": awscli.__version__})
for line in asked:
    try:
        answer(run(**json.loads(line)))
    except BaseException:
        os.dup2(own_errors, 2)
        raise
