"""The shape of what the API takes and gives."""

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """Plain pydantic: ninja's own looks at each value through a getter, which takes half the time of a long list."""

    model_config = ConfigDict(from_attributes=True)
