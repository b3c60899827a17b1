"""A flow as a drawing: SVG for page and PDF, of which the DOCX carries a picture.

Own layered layout (after Sugiyama), the same for the same flow: `layers` (which way is down, who stands in which
layer), `order` (who stands beside whom), `places` (coordinates), `drawing` (the SVG). Labels have places of their own
in layers between those of the states, and a line that passes a layer has one too: so no line crosses a box, and no
words lie on others, whatever the flow.
"""

from milepost.engines.rendering.flows.drawing import draw
from milepost.engines.rendering.flows.places import Layout, laid_out

__all__ = ["Layout", "draw", "laid_out"]
