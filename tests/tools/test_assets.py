"""The built stylesheet falls back to Arial and shows neither crown nor crest."""

import pytest

from tools import assets

STYLES = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2) format('woff2')}"
    ".govuk-body{font-family:GDS Transport,arial,sans-serif;margin:0}"
    ".logo{display:block;background-image:url(/assets/images/govuk-crest.svg);width:1px}"
    "\n/*# sourceMappingURL=govuk-frontend.min.css.map */\n"
)


def test_the_typeface_the_crest_and_the_source_map_go_and_the_rest_stays():
    assert assets.stylesheet(STYLES) == (
        ".govuk-body{font-family:arial,sans-serif;margin:0}.logo{display:block;width:1px}\n"
    )


def test_a_stylesheet_that_changed_its_ways_stops_the_build():
    with pytest.raises(ValueError, match="GDS Transport"):
        assets.stylesheet("a{font:1em 'GDS Transport'}")


def test_a_build_replaces_what_was_there(tmp_path):
    source, target = tmp_path / "source", tmp_path / "dist"
    source.mkdir()
    target.mkdir()
    (target / "old.css").touch()
    (source / "govuk-frontend.min.css").write_text(STYLES)
    (source / "govuk-frontend.min.js").write_text("f()\n//# sourceMappingURL=x.map\n")
    assets.build(source, target)
    assert {path.name for path in target.iterdir()} == {
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
    }
    assert (target / "govuk-frontend.min.js").read_text() == "f()\n"
