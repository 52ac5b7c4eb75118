#!/usr/bin/env python3
"""A second verifier of Countersign's record, by docs/reference/recording-format.md alone: Python's standard library, nothing of ours.
verify.py [--expired-before TIME] DIRECTORY KEY.pem    a whole record: checkpoints, segments (those sealed before may be gone), and the SQLite file
verify.py --proof RECEIPT KEY.pem                      one receipt"""
import base64, datetime, decimal, glob, gzip, hashlib, itertools, json, os, sqlite3, sys, zlib
Fault, Bad = type("Fault", (Exception,), {}), (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError)
def require(holds, kind, what):
    if not holds: raise Fault(f"{kind}: {what}")
sha, hexsha, leaf = lambda data: hashlib.sha256(data).digest(), lambda text: sha(text.encode()).hex(), lambda line: sha(b"\0" + line.encode())
parse = lambda text: json.loads(text, parse_int=float, parse_constant={}.__getitem__)  # JSON's numbers are doubles (RFC 8785), written as ECMAScript does
def jcs(v, deep=200):  # RFC 8785
    if isinstance(v, (dict, list)) and deep == 0: raise ValueError("nests too deep")
    if isinstance(v, dict): return "{" + ",".join(jcs(k) + ":" + jcs(v[k], deep - 1) for k in sorted(v, key=lambda k: k.encode("utf-16-be"))) + "}"
    if isinstance(v, list): return "[" + ",".join(jcs(each, deep - 1) for each in v) + "]"
    if isinstance(v, float) and v == int(v) and abs(v) < 1e21: return str(int(v))  # numbers as ECMAScript writes them
    if isinstance(v, float): return format(decimal.Decimal(repr(v)), "f") if 1e-6 <= abs(v) < 1e-4 else repr(v).replace("e-0", "e-")
    return json.dumps(v, ensure_ascii=False)
P, L, D = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493, -121665 * pow(121666, -1, 2**255 - 19)  # Ed25519 (RFC 8032)
def ed_point(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P) * (1 if pow(xx, (P - 1) // 4, P) == 1 else pow(2, (P - 1) // 4, P)) % P
    return (x if x & 1 == sign else P - x, y) if x * x % P == xx else None
def ed_add(a, b):
    k = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P)
Q, N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # P-256 (FIPS 186-5)
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
def p_add(a, b):
    if a is None or b is None or (a[0] == b[0] and (a[1] + b[1]) % Q == 0): return (a or b) if a is None or b is None else None
    m = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, Q) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, Q)
    return ((x := (m * m - a[0] - b[0]) % Q), (m * (a[0] - x) - a[1]) % Q)
times = lambda add, sum, k, point: times(add, add(sum, point) if k & 1 else sum, k >> 1, add(point, point)) if k else sum
def verifies(der, signature, message):
    if len(der) == 44:  # Ed25519
        a, r, s = ed_point(der[12:]), ed_point(signature[:32]), int.from_bytes(signature[32:], "little")
        h = int.from_bytes(hashlib.sha512(signature[:32] + der[12:] + message).digest(), "little") % L
        return bool(a and r and s < L and len(signature) == 64) and times(ed_add, (0, 1), s, ed_point(b"\x58" + b"f" * 31)) == ed_add(r, times(ed_add, (0, 1), h, a))
    r, s = (int.from_bytes(part, "big") for part in (signature[4 : 4 + signature[3]], signature[6 + signature[3] :]))  # DER: 30 length 02 length r 02 length s
    w, key = pow(s or 1, -1, N), (int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big"))
    point = p_add(times(p_add, None, int.from_bytes(sha(message), "big") * w % N, G), times(p_add, None, r * w % N, key))
    return 0 < r < N and 0 < s < N and point is not None and point[0] % N == r
pairs = lambda level: [sha(b"\1" + level[i] + level[i + 1]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
root = lambda level: root(pairs(level)) if len(level) > 1 else level[0].hex() if level else sha(b"").hex()  # RFC 6962, 2.1
def climb(node, index, size, path):  # RFC 9162, 2.1.3.2
    last, path = size - 1, [bytes.fromhex(each) for each in path]
    if not (0 <= index < size and index % 1 == 0) or any(len(each) != 32 for each in path): return ""
    while last > 0:
        if index % 2 or index < last: node = sha(b"\1" + path.pop(0) + node) if index % 2 else sha(b"\1" + node + path.pop(0))
        index, last = index // 2, last // 2
    return "" if path else node.hex()
def head(line):  # id and time, as far as it says them
    try: id, time = (event := parse(line))["metadata"]["uid"], event.get("time")
    except Bad: return "", 0
    return id if isinstance(id, str) else "", time if isinstance(time, float) else 0
def read(line, n=1):  # the fingerprint is that of the canonical event without it
    what = f"event {head(line)[0]}" if head(line)[0] else f"line {n}"
    try: require(jcs(dict(event := parse(line), attestation_list=[entry := dict(event["attestation_list"][0])])) == line, "not-canonical", what)
    except Bad: raise Fault(f"not-canonical: {what}")
    value = entry.pop("fingerprint", {}).get("value")
    require(hexsha(jcs(dict(event, attestation_list=[entry]))) == value and entry["uid"] == event["metadata"]["uid"], "edited", what)
    return event, entry, value
def walk(lines, ends, earliest):  # the order of one segment, then the chains of its writers
    seen, claims = [""], []
    for id, time in itertools.takewhile(lambda each: each[0], map(head, lines)):
        require(id > seen[-1], "duplicated" if id in seen else "swapped", f"event {id}")
        require(time >= earliest, "backdated", f"event {id}")
        seen.append(id)
    for event, entry, value in map(read, lines, itertools.count(1)):
        id, writer, n, prev = entry["uid"], entry["chain_uid"], event["metadata"]["sequence"], entry.get("prev_event")
        require(n <= ((end := ends.get(writer)) or [0])[0] + 1 and (end or not prev), "deleted", f"before event {id}")
        require(not end or n > end[0], "duplicated" if end and id == end[1] else "forked" if end and n == end[0] else "swapped", f"event {id}")
        require(not end or (prev and end[1] in (None, prev["uid"])), "inserted", f"event {end and end[1]}")
        require(not end or prev["fingerprint"]["value"] == end[2], "edited", f"event {end and end[1]}")
        ends[writer], _ = (n, id, value), claims.append(event["unmapped"]["countersign"].get("predecessor"))
    for old in filter(None, claims):
        end, doubt = ends.get(old["writer"]), old["unconfirmed"]
        require(end and end[0] >= old["sequence"], "truncated", f"writer {old['writer']}")
        require((end[0] - old["sequence"], end[2]) in [(0, old["fingerprint"]), (doubt.get("count", 1), doubt["fingerprint"])], "forked", f"writer {old['writer']}")
def envelope(text):  # a checkpoint, and the signature over it
    now, signature = (value := parse(text))["checkpoint"], value["signature"]
    is_ours = isinstance(signature, str) and isinstance(now["keyId"], str) and isinstance(now["seq"], float) and now["seq"] % 1 == 0 and now["v"] == 1
    if not is_ours or len(value) != 2 or text not in (jcs(value), jcs(value) + "\n"): raise ValueError("not the text of a checkpoint")
    return now, signature
def check_key(checkpoint, signature, der):
    require(checkpoint["keyId"] == sha(der).hex(), "wrong-key", f"checkpoint {int(checkpoint['seq'])}")
    try: require(verifies(der, base64.b64decode(signature), jcs(checkpoint).encode()), "forged-checkpoint", f"checkpoint {int(checkpoint['seq'])}")
    except Bad: raise Fault(f"forged-checkpoint: checkpoint {int(checkpoint['seq'])}")
milliseconds = lambda iso: datetime.datetime.fromisoformat(iso.replace("Z", "+00:00")).timestamp() * 1000
since = lambda cp: min(milliseconds(cp["sealedAt"]) - 300000, milliseconds(cp.get("unsealedFrom", cp["sealedAt"]))) if cp else 0
def record(directory, der, expired):
    ends, before, events, seq, compare = {}, None, 0, 0, open_store(f"{directory}/countersign.sqlite")
    for path in sorted(glob.glob(f"{directory}/checkpoints/*/cp-*.json")):
        what, data, lines = f"checkpoint {(seq := seq + 1)}", b"", []
        try: now, signature = envelope(open(path, encoding="utf-8", errors="replace", newline="").read())
        except Bad: raise Fault(f"malformed-checkpoint: {what}")
        require(now["seq"] == seq, "dropped-checkpoint" if now["seq"] > seq else "replayed-checkpoint", what)
        check_key(now, signature, der)
        require(now.get("prevCheckpoint") == (hexsha(jcs(before)) if before else None), "replayed-checkpoint", what)
        require(not before or now["sealedAt"] >= before["sealedAt"], "clock-set-back", what)
        if "segment" in now:
            if not os.path.exists(file := os.path.join(directory, now["segment"]["key"])):
                require(milliseconds(now["sealedAt"]) < expired, "dropped-segment", what)
                before, _ = now, ends.update({writer: (n, None, end) for writer, (*_, (_, n, end)) in now["writers"].items()})
                continue  # what is signed of its writers carries their chains on
            try: text = gzip.decompress(data := open(file, "rb").read()).decode()
            except (OSError, EOFError, zlib.error, *Bad): text = ""
            require(text.endswith("\n"), "cut-segment", what)
            lines = text[:-1].split("\n")
        walk(lines, ends, since(before))
        for writer, (*_, (_, n, value)) in now["writers"].items():
            require((end := ends.get(writer, (0, "", "")))[0] >= n, "truncated", f"writer {writer}")
            require(end[2] == value, "edited" if end[0] == n else "inserted", f"event {end[1]}")
        require((len(lines), root([*map(leaf, lines)])) == (now["count"], now["root"]) and (not data or sha(data).hex() == now["segment"]["sha256"]), "replaced-segment", what)
        compare(lines)
        events, before = events + len(lines), now
    compare(None, lambda lines: walk(lines, ends, since(before)), seq)
    return f"sound: {events} events in {seq} checkpoints" if seq else require(False, "no-record", f"{directory} holds no checkpoints")
def open_store(file):  # where there is one, it holds the events of each segment in turn, then those that are not sealed yet
    if not os.path.exists(file): return lambda *_: None
    store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    store.text_factory = lambda data: data.decode(errors="replace")
    query = "SELECT id, line, coalesce(event.body, b.bytes) FROM event LEFT JOIN body b ON b.key = body_key ORDER BY number"
    rows, one = store.execute(query).fetchall(), lambda query: store.execute(query).fetchone()[0]
    ids, rest, kept, last = {id for id, *_ in rows}, iter(rows), one("SELECT before FROM retention"), one("SELECT max(seq) FROM checkpoint") or 0
    def compare(lines, walk_on=None, seq=0):
        sealed = {head(line)[0]: line for line in lines or [] if head(line)[0] in ids or head(line)[1] >= kept}  # older ones may have left
        held = list(rest if lines is None else itertools.islice(rest, len(sealed)))
        walk_on([line for _, line, _ in sorted(held)]) if lines is None else match(sealed, {id: line for id, line, _ in held}, ids)
        for id, line, body in held: require(body is None or sha(body).hex() == parse(line).get("raw_data_hash", {}).get("value"), "exchanged-body", f"event {id}")
        require(lines is not None or last <= seq, "dropped-checkpoint", f"checkpoint {seq + 1}")
    return compare
def match(sealed, held, ids):  # a segment against what was stored in its time
    lost, extra = [id for id in sealed if id not in held], [id for id in held if id not in sealed]
    for id in lost: require(id in ids, "deleted", f"event {id}")
    if extra != list(held)[len(held) - len(extra) :]: raise Fault(f"{'duplicated' if held[extra[0]] in sealed.values() else 'inserted'}: event {extra[0]}")
    for id in lost: raise Fault(f"swapped: event {id}")  # what is behind the others moved up, because this one stands elsewhere
    for id in sealed: require(held[id] == sealed[id], "swapped" if held[id] in sealed.values() else "edited", f"event {id}")
def receipt(file, der):
    value = parse(open(file, encoding="utf-8").read())
    now, signature = envelope(jcs({name: value[name] for name in ("checkpoint", "signature")}))
    check_key(now, signature, der)
    require(climb(leaf(value["event"]), value["leafIndex"], now["count"], value["path"]) == now["root"] and value["treeSize"] == now["count"], "not-sealed", "the event")
    return f"sound: event {read(value['event'])[1]['uid']} was sealed at {now['sealedAt']}"
try:
    der = base64.b64decode("".join(open(sys.argv[-1]).read().strip().splitlines()[1:-1]))
    expired = milliseconds(sys.argv[2]) if sys.argv[1] == "--expired-before" else 0
    print(receipt(sys.argv[2], der) if sys.argv[1] == "--proof" else record(sys.argv[-2], der, expired))
except (Fault, sqlite3.Error, *Bad) as fault:
    sys.exit(str(fault) if isinstance(fault, Fault) else f"{'damaged-store' if isinstance(fault, sqlite3.Error) else 'malformed'}: {fault!r}")
