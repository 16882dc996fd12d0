#!/usr/bin/env python3
"""Kiểm tra bản ghi chấm điểm đã xuất, không cần phần mềm của tỉnh (check an exported record).

    python3 verify_record.py FILE [--expect TỈNH:SỐ:MÃ ...]

--expect: an event (province:number:hash) as printed in minutes or on a receipt; see record.md.
Exit: 0 the record is right, 1 it is wrong, 2 it was not checked (no such file, mistyped --expect).
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

WHOLE = {"parse_float": int, "parse_constant": int}  # a record has no number but whole ones


class Bad(Exception):
    """The first bad entry of a province."""


def sha256(data):
    return hashlib.sha256(data).digest()


def root(leaves):
    """RFC 6962, 2.1: 0x00 before a leaf, 0x01 before a node."""
    if len(leaves) < 2:
        return sha256(b"\0" + leaves[0]) if leaves else sha256(b"")
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:]))


class Record:
    """One province's part of the file, read line by line."""

    def __init__(self, line, expect):
        if line.get("format") != 2:
            raise Bad("định dạng không phải là 2")
        self.tenant, self.name = line["tenant"], line["province"]
        self.expect = {(int(seq), found) for name, seq, found in expect if name == self.name}
        self.acts, self.totals, self.concluded, self.closed, self.opened = {}, {}, [], {}, []
        self.hashes, self.last, self.begins, self.ended, self.seals = [], "0" * 64, 1, False, 0

    def event(self, line):
        seq = len(self.hashes) + 1
        self.bad(seq, "thiếu sự kiện này", line["seq"] != seq)
        self.bad(seq, "không nối với sự kiện liền trước", line["prev"] != self.last)
        text = bytes.fromhex(self.last) + f"{self.tenant}|{seq}|{line['body']}".encode()
        self.bad(seq, "nội dung không khớp mã kiểm tra", sha256(text).hex() != line["hash"])
        printed = {found for number, found in self.expect if number == seq}
        self.bad(seq, "mã kiểm tra khác mã đã in ra giấy", printed - {line["hash"]})
        self.last, told = line["hash"], json.loads(line["body"], **WHOLE)
        self.hashes.append(bytes.fromhex(self.last))
        if told["kind"] in ("handed_in", "handed_in_on_paper"):
            self.acts[seq] = told["act"]
        elif told["kind"] == "opened":
            self.opened += [(seq, one[0]) for one in told["act"]["sheets"]]
        elif told["kind"] == "concluded":
            self.concluded.append((seq, told["act"]))
        elif told["kind"] == "sitting_closed":  # in the chain: its seal cannot be left out unseen
            self.closed[told["act"]["sitting"]] = seq

    def sheet(self, line):
        seq, text, act = line["seq"], line["text"], self.acts.get(line["seq"])
        if act is None or sha256(text.encode()).hex() != act["sheet_hash"]:
            self.bad(seq, "điểm của phiếu không khớp phiếu đã nộp")
        log = b"%d|" % len(line["log"]) + b"".join(sha256(one.encode()) for one in line["log"])
        self.bad(seq, "nhật ký thao tác của phiếu không khớp", sha256(log).hex() != act["log"])
        told = json.loads(text, **WHOLE)
        self.totals[told["sheet"][0]] = sum(mark[2] for mark in told["marks"])

    def seal(self, line):
        first, last = line["first"], line["last"]
        end, missing = len(self.hashes), f"thiếu niêm phong từ sự kiện này đến số {first - 1}"
        self.bad(end + 1, f"thiếu từ sự kiện này đến số {last}", last > end)
        self.bad(self.begins, missing, first > self.begins)
        found = first, root(self.hashes[first - 1 : last]).hex(), self.hashes[last - 1].hex()
        is_late = self.closed.pop(line["sitting"], 0) > last
        is_other = found != (self.begins, line["root"], line["head"])
        self.bad(last, f"niêm phong ngày {line['day']} không khớp", is_other or is_late)
        self.begins, self.seals = self.begins if line["sitting"] else last + 1, self.seals + 1

    def head(self, line):
        self.ended, last, found = True, len(self.hashes), (line["seq"], line["hash"])
        until = max([line["seq"], *(seq for seq, _hash in self.expect)])
        self.bad(last + 1, f"thiếu từ sự kiện này đến số {until}", until > last)
        self.bad(last, "đầu bản ghi không khớp sự kiện cuối", found != (last, self.last))
        if self.closed:
            self.bad(min(self.closed.values()), "thiếu niêm phong của phiên họp kết thúc ở đây")
        words = f"có {self.seals} niêm phong, tệp ghi {line['seals']}"
        self.bad(self.begins, words, line["seals"] != self.seals)

    def end(self):
        self.bad(len(self.hashes) + 1, "tệp bị cắt cụt từ đây", not self.ended)
        if lost := [one for one in self.opened if one[1] not in self.totals]:
            self.bad(lost[0][0], f"thiếu điểm của phiếu số {lost[0][1]} đã mở")
        for seq, act in self.concluded:
            for one, total in act["sheets"]:
                self.bad(seq, f"kết luận không khớp phiếu số {one}", self.totals.get(one) != total)
            found = sum(total for _sheet, total in act["sheets"]), len(act["sheets"])
            if found != (act["points_sum"], act["sheet_count"]):
                self.bad(seq, "tổng điểm của kết luận không khớp các phiếu")
        told = f"{len(self.hashes)} sự kiện, {len(self.totals)} phiếu"
        return f"{self.name}: đúng; {told}, {len(self.concluded)} kết luận; mã cuối {self.last}"

    def bad(self, seq, words, is_so=True):
        if is_so:
            raise Bad(f"{self.name}: SAI tại sự kiện số {seq}: {words}.")


def check(lines, expect=()):
    """Check every province of the file and say so; the first bad entry is raised in words."""
    record, said, unknown = None, [], {one[0] for one in expect}
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text, **WHOLE)
            if (kind := line["type"]) == "record":
                said += [record.end()] if record else []
                record = Record(line, expect)
                unknown.discard(record.name)
            else:
                getattr(record, kind if kind in ("event", "sheet", "seal", "head") else "")(line)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            name, seq = (record.name, len(record.hashes) + 1) if record else ("?", 1)
            raise Bad(f"{name}: SAI tại sự kiện số {seq}: dòng {number} không đọc được.") from error
    if record is None or unknown:
        raise Bad(f"Tệp không có bản ghi của {', '.join(sorted(unknown)) or 'tỉnh nào'}.")
    return [*said, record.end()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--expect", nargs="*", action="append", default=[], metavar="TỈNH:SỐ:MÃ")
    asked, form = parser.parse_args(), "[^:]+:[1-9][0-9]{0,17}:[0-9A-Fa-f]{64}"
    typed = [one for some in asked.expect for one in some or [""]]  # bare, it is mistyped too
    if wrong := [one for one in typed if not re.fullmatch(form, one)]:
        parser.exit(2, f"--expect cần TỈNH:SỐ:MÃ (mã 64 ký tự 0-9, a-f), thay cho «{wrong[0]}».\n")
    try:  # editors put a mark before the first line; a byte that is no letter fails its event
        with asked.file.open(encoding="utf-8-sig", errors="replace") as lines:
            said = check(lines, [one.lower().split(":") for one in typed])
        sys.stdout.write("\n".join([*said, ""]))
    except Bad as bad:
        sys.exit(str(bad))
    except OSError:
        parser.exit(2, f"Không mở được tệp «{asked.file}»: hãy xem lại tên tệp và quyền đọc.\n")
