#!/usr/bin/env python3
"""A second verifier of Countersign's record, by docs/reference/recording-format.md alone: Python's standard library, nothing of ours.
verify.py [--expired-before TIME] DIRECTORY KEY.pem    a whole record: checkpoints, segments (those sealed before may be gone), and the SQLite file
verify.py --proof RECEIPT KEY.pem                      one receipt"""
import base64, datetime, decimal, glob, gzip, hashlib, json, os, sqlite3, sys, zlib
Fault = type("Fault", (Exception,), {})
def require(holds, kind, what=""):
    if not holds: raise Fault(f"{kind}: {what}")
sha = lambda data: hashlib.sha256(data).digest()
hexsha, leaf = lambda text: sha(text.encode()).hex(), lambda line: sha(b"\0" + line.encode())
parse = lambda text: json.loads(text, parse_int=float)  # JSON's numbers are doubles (RFC 8785)
def number(n):  # ECMAScript's text of a double
    if n == int(n) and abs(n) < 1e21: return str(int(n))
    return format(decimal.Decimal(repr(n)), "f") if 1e-6 <= abs(n) < 1e-4 else repr(n).replace("e-0", "e-")
def jcs(v):  # RFC 8785
    if isinstance(v, dict):
        return "{" + ",".join(jcs(k) + ":" + jcs(v[k]) for k in sorted(v, key=lambda k: k.encode("utf-16-be"))) + "}"
    if isinstance(v, list): return "[" + ",".join(map(jcs, v)) + "]"
    return number(v) if isinstance(v, float) else json.dumps(v, ensure_ascii=False)
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519 (RFC 8032)
D = -121665 * pow(121666, -1, P) % P
def ed_point(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if x * x % P == xx else x * pow(2, (P - 1) // 4, P) % P
    return (x if x & 1 == sign else P - x, y) if x * x % P == xx else None
def ed_add(a, b):
    k = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P)
Q = 2**256 - 2**224 + 2**192 + 2**96 - 1  # P-256 (FIPS 186-5)
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
def p_add(a, b):
    if a is None or b is None or (a[0] == b[0] and (a[1] + b[1]) % Q == 0): return (a or b) if a is None or b is None else None
    m = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, Q) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, Q)
    return ((x := (m * m - a[0] - b[0]) % Q), (m * (a[0] - x) - a[1]) % Q)
def times(add, zero, k, point):
    while k: zero, point, k = add(zero, point) if k & 1 else zero, add(point, point), k >> 1
    return zero
def verifies(der, signature, message):
    if len(der) == 44:  # Ed25519
        a, r, s = ed_point(der[12:]), ed_point(signature[:32]), int.from_bytes(signature[32:], "little")
        h = int.from_bytes(hashlib.sha512(signature[:32] + der[12:] + message).digest(), "little") % L
        base = ed_point(b"\x58" + b"\x66" * 31)
        return bool(a and r and s < L and len(signature) == 64) and times(ed_add, (0, 1), s, base) == ed_add(r, times(ed_add, (0, 1), h, a))
    size = signature[3]  # ECDSA in DER: 30 length 02 length r 02 length s
    r, s = int.from_bytes(signature[4 : 4 + size], "big"), int.from_bytes(signature[6 + size :], "big")
    w, key = pow(s or 1, -1, N), (int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big"))
    point = p_add(times(p_add, None, int.from_bytes(sha(message), "big") * w % N, G), times(p_add, None, r * w % N, key))
    return 0 < r < N and 0 < s < N and point is not None and point[0] % N == r
def root(level):  # RFC 6962, 2.1
    while len(level) > 1:
        level = [sha(b"\1" + level[i] + level[i + 1]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return level[0].hex() if level else sha(b"").hex()
def climb(node, index, size, path):  # RFC 9162, 2.1.3.2
    last, path = size - 1, [bytes.fromhex(each) for each in path]
    while last > 0:
        if index % 2: node = sha(b"\1" + path.pop(0) + node)
        elif index < last: node = sha(b"\1" + node + path.pop(0))
        index, last = index // 2, last // 2
    return node.hex() if not path else ""
def read(line):  # the fingerprint is that of the canonical event without it
    try:
        event = parse(line)
        entry = dict(event["attestation_list"][0])
        require(jcs(dict(event, attestation_list=[entry])) == line, "not-canonical", line[:80])
    except (ValueError, KeyError, TypeError, IndexError): raise Fault(f"not-canonical: {line[:80]}")
    value = entry.pop("fingerprint", {}).get("value")
    require(hexsha(jcs(dict(event, attestation_list=[entry]))) == value and entry["uid"] == event["metadata"]["uid"], "edited", entry.get("uid"))
    return event, entry, value
def walk(lines, ends, earliest=0):  # the order of one segment, then the chains of its writers
    seen, claims = [""], []
    for line in lines:
        try: id, time = parse(line)["metadata"]["uid"], parse(line)["time"]
        except (ValueError, KeyError, TypeError): break
        require(id > seen[-1], "duplicated" if id in seen else "swapped", id)
        require(time >= earliest, "backdated", id)
        seen.append(id)
    for event, entry, value in map(read, lines):
        id, writer, n, prev = entry["uid"], entry["chain_uid"], event["metadata"]["sequence"], entry.get("prev_event")
        end = ends.get(writer)
        require(n <= (end[0] if end else 0) + 1 and (end or not prev), "deleted", f"before {id}")
        require(not end or n > end[0], "forked" if end and n == end[0] else "swapped", id)
        require(not end or (prev and end[1] in (None, prev["uid"])), "inserted", end and end[1])
        require(not end or prev["fingerprint"]["value"] == end[2], "edited", end and end[1])
        ends[writer] = (n, id, value)
        claims.append(event["unmapped"]["countersign"].get("predecessor"))
    for old in filter(None, claims):
        end = ends.get(old["writer"])
        require(end and end[0] >= old["sequence"], "truncated", old["writer"])
        require((end[0], end[2]) in [(old["sequence"], old["fingerprint"]), (old["sequence"] + int(old["unconfirmed"].get("count", 1)), old["unconfirmed"]["fingerprint"])], "forked", old["writer"])
def check_key(checkpoint, signature, der):
    require(checkpoint["keyId"] == sha(der).hex(), "wrong-key", checkpoint["seq"])
    require(verifies(der, base64.b64decode(signature), jcs(checkpoint).encode()), "forged-checkpoint", checkpoint["seq"])
milliseconds = lambda iso: datetime.datetime.fromisoformat(iso.replace("Z", "+00:00")).timestamp() * 1000
since = lambda cp: min(milliseconds(cp["sealedAt"]) - 300000, milliseconds(cp.get("unsealedFrom", cp["sealedAt"]))) if cp else 0
def record(directory, der, expired):
    ends, before, sealed = {}, None, {}
    for path in sorted(glob.glob(f"{directory}/checkpoints/*/cp-*.json")):
        text = open(path, encoding="utf-8").read()
        try:
            value = parse(text)
            now, seq = value["checkpoint"], value["checkpoint"]["seq"]
            require(jcs(value) == text.rstrip() and now["v"] == 1, "malformed-checkpoint", path)
        except (ValueError, KeyError, TypeError): raise Fault(f"malformed-checkpoint: {path}")
        require(seq == (expected := before["seq"] + 1 if before else 1), "dropped-checkpoint" if seq > expected else "replayed-checkpoint", expected)
        check_key(now, value["signature"], der)
        require(now.get("prevCheckpoint") == (hexsha(jcs(before)) if before else None), "replayed-checkpoint", seq)
        require(not before or now["sealedAt"] >= before["sealedAt"], "clock-set-back", seq)
        data, lines = b"", []
        if "segment" in now:
            if not os.path.exists(file := os.path.join(directory, now["segment"]["key"])):
                require(milliseconds(now["sealedAt"]) < expired, "dropped-segment", file)
                before, _ = now, ends.update({writer: (n, None, end) for writer, (*_, (_, n, end)) in now["writers"].items()})
                continue  # what is signed of its writers carries their chains on
            try: lines = gzip.decompress(data := open(file, "rb").read()).decode().removesuffix("\n").split("\n")
            except (OSError, EOFError, zlib.error, ValueError): raise Fault(f"cut-segment: {file}")
        walk(lines, ends, since(before))
        for writer, (*_, (_, n, value)) in now["writers"].items():
            end = ends.get(writer, (0, "", ""))
            require(end[0] >= n, "truncated", writer)
            require(end[2] == value, "edited" if end[0] == n else "inserted", end[1])
        require(len(lines) == now["count"] and root([*map(leaf, lines)]) == now["root"] and (not data or sha(data).hex() == now["segment"]["sha256"]), "replaced-segment", seq)
        sealed, before = sealed | {parse(line)["metadata"]["uid"]: line for line in lines}, now
    if os.path.exists(file := f"{directory}/countersign.sqlite"): stored(file, sealed, ends, since(before))
    return f"sound: {len(sealed)} events in {int(before['seq']) if before else 0} checkpoints"
def stored(file, sealed, ends, earliest):  # sealed events stand as they were sealed; the others carry the chains on
    query = "SELECT number, id, line, coalesce(event.body, b.bytes) FROM event LEFT JOIN body b ON b.key = body_key ORDER BY id"
    store = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    rows, kept = {id: (n, line, body) for n, id, line, body in store.execute(query)}, store.execute("SELECT before FROM retention").fetchone()[0]
    sealed = {id: line for id, line in sealed.items() if id in rows or parse(line)["time"] >= kept}  # older ones may have left
    last = max([rows[id][0] for id in sealed if id in rows], default=0)
    for id, line in sealed.items():
        require(id in rows and rows[id][1] == line, "deleted" if id not in rows else "swapped" if rows[id][1] in sealed.values() else "edited", id)
    for id, (n, line, _) in (tail := {id: row for id, row in rows.items() if id not in sealed}).items(): require(n > last, "duplicated" if line in sealed.values() else "inserted", id)
    walk([line for _, line, _ in tail.values()], ends, earliest)
    for id, (_, line, body) in rows.items():
        require(body is None or sha(body).hex() == parse(line).get("raw_data_hash", {}).get("value"), "exchanged-body", id)
def receipt(file, der):
    value = parse(open(file, encoding="utf-8").read())
    check_key(value["checkpoint"], value["signature"], der)
    top = climb(leaf(value["event"]), int(value["leafIndex"]), int(value["treeSize"]), value["path"])
    require(top == value["checkpoint"]["root"] and value["treeSize"] == value["checkpoint"]["count"], "not-sealed", value["leafIndex"])
    return f"sound: event {read(value['event'])[1]['uid']} was sealed at {value['checkpoint']['sealedAt']}"
try:
    der = base64.b64decode("".join(open(sys.argv[-1]).read().strip().splitlines()[1:-1]))
    expired = milliseconds(sys.argv[2]) if sys.argv[1] == "--expired-before" else 0
    print(receipt(sys.argv[2], der) if sys.argv[1] == "--proof" else record(sys.argv[-2], der, expired))
except Fault as fault: sys.exit(f"{fault}")
