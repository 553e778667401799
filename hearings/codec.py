"""Publications as JSON values and back, strictly: what was not written by this codec is refused, not guessed at.

Fields that hold their default are left out, so that a stored publication is small and quick to read. Texts pass the
mask of personal data once more on their way out: nothing that leaves here for the database was left unmasked.
Provisional findings are not part of it: they are made again from the stored record.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from hearings.items import Announcement, Other, Protocol, Publication
from hearings.privacy import mask

Json: TypeAlias = Any  # a value that the json module can write
Hint: TypeAlias = Any  # a type hint, generic ones included

T = TypeVar("T")
VERSION = 1
KINDS: Mapping[str, Hint] = {cls.kind: cls for cls in (Announcement, Protocol, Other)}

_NOT_STORED = frozenset({"findings"})
# Addresses, identities and places in a record: masking would break what they point to.
_UNMASKED = frozenset(
    {"region", "source", "key", "url", "aliases", "captures", "capture", "sha256", "content_hash", "media_type"}
    | {"languages", "place", "where", "state"}
    | {"urls", "address", "uid", "documents", "hearing", "sources", "platforms"}  # of what reports are made of
)
_MASKED_PLACES = frozenset({"Session.place"})  # here `place` is an address of a hall, in a `Read` where a text stood
# PostgreSQL cannot hold U+0000, and a lone half of a surrogate pair has no UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class CodecError(ValueError):
    """A stored record is not what this version of the program writes; the message says what and where."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How the values of one type become JSON and come back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    encode: Callable[[Any], Any]
    required: bool
    default: Json


@dataclass(frozen=True, slots=True)
class _Shape:
    """The stored fields of a dataclass."""

    cls: type
    fields: tuple[_Field, ...]
    decoders: Mapping[str, Callable[[Any], Any]]
    required: frozenset[str]


def storable(text: str) -> str:
    """The text without characters that a database cannot hold (each becomes U+FFFD)."""
    return _UNSTORABLE.sub("\ufffd", text)


def masked(text: str) -> str:
    """The text as it may stand in the database: without personal data, and storable."""
    return mask(storable(text))


def encode(publication: Publication) -> dict[str, Any]:
    """The publication as a JSON object, masked."""
    return {
        "codec": VERSION,
        "kind": publication.kind,
        **_encode_fields(_shape_of(KINDS[publication.kind]), publication),
    }


def decode(data: Mapping[str, Any]) -> Publication:
    """The publication of a JSON object written by `encode`. Raises `CodecError`."""
    rest = dict(data)
    version, kind = rest.pop("codec", None), rest.pop("kind", None)
    if version != VERSION:
        raise CodecError(f"a record of format {version!r}, this program reads format {VERSION}")
    if not isinstance(kind, str) or kind not in KINDS:
        raise CodecError(f"a record of kind {kind!r}; known are {', '.join(KINDS)}")
    publication: Publication = _decode_fields(_shape_of(KINDS[kind]), rest)
    return publication


def encode_record(record: Json) -> dict[str, Any]:
    """Any dataclass of ours as a JSON object, its texts masked."""
    kind: Hint = type(record)
    return _encode_fields(_shape_of(kind), record)


def decode_record(kind: type[T], data: Json) -> T:
    """The dataclass of a JSON object written by `encode_record`. Raises `CodecError`."""
    hint: Hint = kind
    record: T = _decode_fields(_shape_of(hint), data)
    return record


def detach_texts(data: dict[str, Any]) -> dict[str, Any]:
    """Take the long texts (body, attachments) out of an encoded publication; what is left is small."""
    return {
        "body": data.pop("body", ""),
        "attachments": [attachment.pop("text", "") for attachment in data.get("attachments", ())],
    }


def attach_texts(data: dict[str, Any], texts: Mapping[str, Any]) -> dict[str, Any]:
    """Put back what `detach_texts` took. Raises `CodecError` where they do not belong together."""
    attachments = data.get("attachments", [])
    if len(attachments) != len(texts["attachments"]):
        raise CodecError(f"{len(attachments)} attachments, but texts of {len(texts['attachments'])}")
    whole = {**data, "body": texts["body"]}
    if attachments:
        whole["attachments"] = [
            {**attachment, "text": text} for attachment, text in zip(attachments, texts["attachments"], strict=True)
        ]
    return whole


def _encode_fields(shape: _Shape, value: object) -> dict[str, Json]:
    data = {}
    for field in shape.fields:
        encoded = field.encode(getattr(value, field.name))
        if field.required or encoded != field.default:
            data[field.name] = encoded
    return data


def _decode_fields(shape: _Shape, data: Json) -> Json:
    if not isinstance(data, dict):
        raise CodecError(f"{shape.cls.__name__} expected, found {type(data).__name__}")
    arguments = {}
    for name, value in data.items():
        decode_value = shape.decoders.get(name)
        if decode_value is None:
            raise CodecError(f"{shape.cls.__name__} with unknown {name!r}")
        try:
            arguments[name] = decode_value(value)
        except (ValueError, TypeError) as error:
            raise CodecError(f"{shape.cls.__name__}.{name}: {error}") from None
    if not shape.required <= arguments.keys():
        raise CodecError(f"{shape.cls.__name__} without {', '.join(sorted(shape.required - arguments.keys()))}")
    return shape.cls(**arguments)


@cache
def _shape_of(kind: Hint) -> _Shape:
    """`kind` is a dataclass, or a generic one with its argument, like `Read[str]`."""
    cls: Hint = get_origin(kind) or kind
    hints, variables = get_type_hints(cls), _variables(kind)
    stored, decoders = [], {}
    for field in fields(cls):
        if field.name in _NOT_STORED and issubclass(cls, Publication):
            continue
        bare = field.name in _UNMASKED and f"{cls.__name__}.{field.name}" not in _MASKED_PLACES
        way = _way_of(_filled_in(hints[field.name], variables), bare)
        required = field.default is MISSING and field.default_factory is MISSING
        made = field.default if field.default_factory is MISSING else field.default_factory()
        stored.append(_Field(field.name, way.encode, required, None if required else way.encode(made)))
        decoders[field.name] = way.decode
    return _Shape(cls, tuple(stored), decoders, frozenset(field.name for field in stored if field.required))


def _variables(kind: Hint) -> dict[Hint, Hint]:
    """What the type variables of a generic dataclass, or of its bases, stand for."""
    variables: dict[Hint, Hint] = {}
    for base in (kind, *getattr(kind, "__orig_bases__", ())):
        if get_origin(base) is not None and is_dataclass(get_origin(base)):
            variables.update(zip(get_origin(base).__parameters__, get_args(base), strict=True))
    return variables


def _filled_in(hint: Hint, variables: Mapping[Hint, Hint]) -> Hint:
    if isinstance(hint, TypeVar):
        return variables[hint]
    origin: Hint = get_origin(hint)
    if origin in (Union, types.UnionType):
        filled = [_filled_in(argument, variables) for argument in get_args(hint)]
        return Union[tuple(filled)]  # noqa: UP007  # built from a list
    return hint


def _way_of(hint: Hint, bare: bool) -> _Way:
    """`bare`: texts are identities or addresses and are not masked."""
    origin: Hint = get_origin(hint)
    arguments = get_args(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        way = _way_of(inner, bare)
        encode_value, decode_value = way.encode, way.decode
        return _Way(
            lambda value: None if value is None else encode_value(value),
            lambda value: None if value is None else decode_value(value),
        )
    if origin is list:
        item = _way_of(arguments[0], bare)
        return _Way(
            lambda values: [item.encode(value) for value in values],
            lambda values: [item.decode(value) for value in _expected(list, values)],
        )
    if origin is tuple:
        item = _way_of(arguments[0], bare)
        return _Way(
            lambda values: [item.encode(value) for value in values],
            lambda values: tuple(item.decode(value) for value in _expected(list, values)),
        )
    if origin is dict:
        key, item = _way_of(arguments[0], True), _way_of(arguments[1], bare)
        return _Way(
            lambda values: {key.encode(k): item.encode(v) for k, v in values.items()},
            lambda values: {key.decode(k): item.decode(v) for k, v in _expected(dict, values).items()},
        )
    if is_dataclass(origin or hint):
        shape = _shape_of(hint)
        return _Way(partial(_encode_fields, shape), partial(_decode_fields, shape))
    return _plain_way(hint, bare)


def _plain_way(hint: Hint, bare: bool) -> _Way:
    if hint is str:
        return _Way(storable if bare else masked, partial(_expected, str))
    if hint is Any:  # a JSON value already
        return _Way(lambda value: value, lambda value: value)
    if hint in (int, bool, float):
        return _Way(lambda value: value, partial(_expected, hint))
    if hint in (date, datetime, time):
        return _Way(lambda value: value.isoformat(), lambda text: hint.fromisoformat(_expected(str, text)))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _Way(lambda value: value.value, hint)
    raise TypeError(f"the codec has no way for {hint!r}: add one")


def _expected(kind: type, value: Json) -> Json:
    if type(value) is not kind:  # no bool for an int
        raise CodecError(f"{kind.__name__} expected, found {type(value).__name__}")
    return value
