"""Charts laid out on the server: pure functions from figures to shares of a width, which templates draw as SVG.

Widths are shares of the page and heights are pixels, so that text keeps its size on a phone and on paper. Layout is
drawing, not accounting: figures stay exact decimals, only positions are rounded (ADR 0026).
"""
