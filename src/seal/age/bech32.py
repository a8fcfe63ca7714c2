"""Bech32 as age uses it (BIP 173 without the length limit): the text form of keys."""

from typing import Final

_CHARACTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """Text of `data` under `prefix`; upper case if the prefix is."""
    lower = prefix.lower()
    words = _regroup(data, 8, 5)
    check = _polymod(_expand(lower) + words + [0] * 6) ^ 1
    words += [check >> 5 * (5 - i) & 31 for i in range(6)]
    text = lower + "1" + "".join(_CHARACTERS[word] for word in words)
    return text.upper() if prefix.isupper() else text


def decode(text: str) -> tuple[str, bytes]:
    """Prefix as written and data; ValueError for mixed case, a wrong check or stray bits."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise ValueError("bech32 case")
    prefix, one, rest = text.rpartition("1")
    if not one or not prefix or len(rest) < 6:
        raise ValueError("bech32 shape")
    words = [_CHARACTERS.find(character) for character in rest.lower()]
    if -1 in words or _polymod(_expand(prefix.lower()) + words) != 1:
        raise ValueError("bech32 check")
    return prefix, bytes(_regroup_back(words[:-6]))


def _polymod(words: list[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for i, generator in enumerate(_GENERATORS):
            if top >> i & 1:
                check ^= generator
    return check


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _regroup(data: bytes, source: int, target: int) -> list[int]:
    held = bits = 0
    out: list[int] = []
    for value in data:
        held = held << source | value
        bits += source
        while bits >= target:
            bits -= target
            out.append(held >> bits & ((1 << target) - 1))
        held &= (1 << bits) - 1
    if bits:
        out.append(held << (target - bits) & ((1 << target) - 1))
    return out


def _regroup_back(words: list[int]) -> list[int]:
    left = len(words) * 5 % 8
    out = _regroup(bytes(words), 5, 8)
    if not left:
        return out
    # The bits that fill the last word must be fewer than a word and zero.
    if left >= 5 or out.pop():
        raise ValueError("bech32 padding")
    return out
