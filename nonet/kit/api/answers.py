"""Answers as JSON: decimals as strings, so that no digit is lost."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from pydantic import BaseModel


class Encoder(DjangoJSONEncoder):
    """Writes dataclasses and models of requests too."""

    def default(self, o: Any) -> Any:
        if isinstance(o, BaseModel):
            return o.model_dump(mode="json")
        if is_dataclass(o) and not isinstance(o, type):
            return asdict(o)
        if isinstance(o, frozenset | set | tuple):
            return sorted(o)
        return super().default(o)


def answer(content: Any) -> HttpResponse:
    """Return plain data as JSON: decimals as strings, so that no digit is lost; half a character becomes a mark."""
    text = json.dumps(content, cls=Encoder, ensure_ascii=False)
    return HttpResponse(text.encode("utf-8", "replace"), content_type="application/json")
