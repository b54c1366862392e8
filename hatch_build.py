"""Build hook of the wheel: compiled catalogues, and the built scripts and font where they have been built."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelContents(BuildHookInterface):
    """Adds what is not in version control: ``*.mo`` made here, ``frontend/dist`` made by npm."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        for catalog in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
            polib.pofile(str(catalog)).save_as_mofile(str(catalog.with_suffix(".mo")))
        scripts = root / "frontend" / "dist"
        if scripts.is_dir():
            build_data["force_include"][str(scripts)] = "cms/static"
        else:
            self.app.display_warning("frontend/dist is missing: the wheel has no scripts and no Dari font.")
