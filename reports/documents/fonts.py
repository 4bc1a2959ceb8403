"""The fonts that documents are set in: found on this machine, measured, and handed to the renderer as a closed list.

Every role has its font by name; a character that a font lacks is given to the fallback explicitly, by the fonts' own tables, so that the
renderer never picks one by itself. Fonts that an office owns (方正小标宋, 仿宋_GB2312 …) are used as soon as they lie in one of the font folders.
"""

import contextlib
import functools
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
)
PACKAGES = "fonts-noto-cjk fonts-liberation"
COLLECTIONS = frozenset({".ttc", ".otc"})
BOLD_FROM = 600
UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # control and formatting characters print nothing
VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
GETA = "〓"  # what typesetters put where a character is missing

# Role → names of fonts, best first: (name of a family or full name, bold or not; None takes the only weight there is).
CANDIDATES = {
    "title": (("方正小标宋简体", None), ("方正小标宋_GBK", None), ("FZXiaoBiaoSong-B05S", None), ("FZXiaoBiaoSong-B05", None),
              ("Noto Serif CJK SC", True), ("Source Han Serif SC", True)),
    "hei": (("黑体", None), ("SimHei", None), ("Noto Sans CJK SC", True), ("Source Han Sans SC", True)),
    "kai": (("楷体_GB2312", None), ("KaiTi_GB2312", None), ("楷体", None), ("KaiTi", None), ("FandolKai", False)),
    "fang": (("仿宋_GB2312", None), ("FangSong_GB2312", None), ("仿宋", None), ("FangSong", None), ("FandolFang", False)),
    "song": (("宋体", None), ("SimSun", None), ("Noto Serif CJK SC", False), ("Source Han Serif SC", False)),
    "latin": (("Times New Roman", False), ("Liberation Serif", False)),
    "chart": (("Noto Sans CJK SC", False), ("Source Han Sans SC", False), ("黑体", None), ("SimHei", None)),
}  # fmt: skip
# Where a role has no font of its own, it borrows; also the order in which a missing character is looked for.
BORROWED = {
    "title": ("hei", "song", "fang", "kai"),
    "hei": ("title", "chart", "song", "fang", "kai"),
    "kai": ("song", "fang", "title", "chart"),
    "fang": ("song", "kai", "title", "chart"),
    "song": ("title", "fang", "chart", "kai"),
    "latin": ("song", "fang", "title", "chart"),
    "chart": ("hei", "song", "fang", "title"),
}
# In the system's folders only files of these names are opened; in the office's own folders every font is.
SYSTEM_FILES = frozenset(
    "NotoSerifCJK-Regular.ttc NotoSerifCJK-Bold.ttc NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc FandolFang-Regular.otf "
    "FandolKai-Regular.otf LiberationSerif-Regular.ttf SourceHanSerifSC-Regular.otf SourceHanSerifSC-Bold.otf "
    "SourceHanSansSC-Regular.otf SourceHanSansSC-Bold.otf NotoSerifCJKsc-Regular.otf NotoSerifCJKsc-Bold.otf "
    "NotoSansCJKsc-Regular.otf NotoSansCJKsc-Bold.otf times.ttf simfang.ttf simkai.ttf simhei.ttf simsun.ttc".split()
)


class FontsMissing(RuntimeError):
    """No Chinese font is installed; the message says in Chinese what to install. Word files can still be made."""

    def __init__(self):
        super().__init__(
            f"服务器上没有可用的中文字体，暂时不能生成 PDF 和图表图片。请管理员安装字体软件包：{PACKAGES}，"
            "并把 FandolFang、FandolKai（在软件包 texlive-lang-chinese 中）或单位自有的方正小标宋、仿宋_GB2312、楷体_GB2312 放入字体文件夹后重试；"
            "Word 文件不受影响，可先导出 Word 文件。"
        )


@dataclass(frozen=True)
class Face:
    """One font of one file. ``family`` and ``bold`` name it in style sheets."""

    family: str
    names: frozenset[str]
    bold: bool
    path: Path
    number: int = 0

    @functools.cached_property
    def _tables(self):
        with _open(self.path, self.number) as font:
            return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm

    def covers(self, character: str) -> bool:
        return ord(character) in self._tables[0]

    def advance(self, character: str) -> float:
        """Width of a character in em; a character that is not covered counts as one em."""
        glyphs, metrics, units = self._tables
        name = glyphs.get(ord(character))
        return 1.0 if name is None else metrics[name][0] / units


@dataclass(frozen=True)
class FontSet:
    """A face for every role."""

    faces: dict[str, Face]
    borrowed: tuple[str, ...] = ()  # roles for which no font of their own was found

    def __getitem__(self, role: str) -> Face:
        return self.faces[role]

    def role_for(self, character: str, role: str) -> str | None:
        """The role whose font shows a character best: its own, the first fallback that has it, or None."""
        if self.faces[role].covers(character):
            return role
        return next((other for other in BORROWED[role] if self.faces[other].covers(character)), None)

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(sorted({face.path for face in self.faces.values()}))


def load_fonts(folders: Iterable[str | Path], system_folders: Iterable[str | Path] = SYSTEM_FOLDERS) -> FontSet:
    """Choose the faces from an office's own folders first, then from the system's. Raises FontsMissing without any Chinese font."""
    found = [face for path in _font_files(folders, None) for face in _faces_of(path)]
    found += [face for path in _font_files(system_folders, SYSTEM_FILES) for face in _faces_of(path)]
    own = {}
    for role, candidates in CANDIDATES.items():
        matching = (_first(found, name, bold) for name, bold in candidates)
        face = next((face for face in matching if face), None)
        if face:
            own[role] = face
    if not any(role in own for role in CANDIDATES if role != "latin"):
        raise FontsMissing
    faces = {role: own.get(role) or next(own[other] for other in BORROWED[role] if other in own) for role in CANDIDATES}
    return FontSet(faces, tuple(role for role in CANDIDATES if role not in own))


@functools.cache
def document_fonts() -> FontSet:
    """The fonts of this installation: folders of the setting FONT_DIRS (default var/fonts), then the system's."""
    return load_fonts(_setting("FONT_DIRS", [_variable_folder() / "fonts"]))


def uncovered(text: str) -> list[str]:
    """Characters of a text that no font of this installation has, each once, in order; none where fonts are missing.

    What GB 2312 holds is in every Chinese font, so that fonts are opened only for a text with rarer characters.
    """
    seen = (
        one
        for one in dict.fromkeys(text)
        if unicodedata.category(one) not in UNSEEN and not VARIATION_SELECTOR.match(one)
    )
    rare = [character for character in seen if not _is_common(character)]
    if not rare:
        return []
    try:
        fonts = document_fonts()
    except FontsMissing:
        return []
    return [character for character in rare if fonts.role_for(character, "fang") is None]


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def write_fontconfig(fonts: FontSet, folder: Path | None = None) -> Path:
    """Write a fontconfig file that knows exactly the chosen fonts and return its path. Default folder: var/fontconfig, else a temporary one."""
    folder = folder or _writable(_variable_folder() / "fontconfig")
    folders = "".join(f"<dir>{escape(str(path))}</dir>" for path in sorted({path.parent for path in fonts.files}))
    accepted = "".join(f"<glob>{escape(str(path))}</glob>" for path in fonts.files)
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"{folders}\n<cachedir>{escape(str(folder / 'cache'))}</cachedir>\n"
        f"<selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont>{accepted}</acceptfont></selectfont>\n</fontconfig>\n"
    )
    target = folder / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:12]}.conf"
    if not target.exists():
        # Two processes may write at once: each replaces the whole file.
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".conf", delete=False, encoding="utf-8") as new:
            new.write(text)
        os.replace(new.name, target)
    return target


@contextlib.contextmanager
def _open(path, number=0):
    from fontTools.ttLib import TTFont

    # The library leaves a damaged file open; ours is closed in any case.
    with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
        yield font


@functools.cache
def _faces_of(path):
    """Faces of a file that have Chinese or Latin names of interest; a damaged font is passed over."""
    from fontTools.ttLib import TTCollection, TTLibError

    try:
        with path.open("rb") as file:
            count = len(TTCollection(file, lazy=True).fonts) if path.suffix.lower() in COLLECTIONS else 1
        return tuple(_face(path, number) for number in range(count))
    except (TTLibError, OSError, KeyError, AssertionError):
        return ()


def _face(path, number):
    with _open(path, number) as font:
        table = font["name"]
        names = {record.toUnicode() for record in table.names if record.nameID in (1, 4, 16)}
        return Face(table.getBestFamilyName(), frozenset(names), font["OS/2"].usWeightClass >= BOLD_FROM, path, number)


def _font_files(folders, names):
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*.[oOtT][tT][fFcC]")) if folder.is_dir() else ():
            if names is None or path.name in names:
                yield path


def _first(faces, name, bold):
    return next((face for face in faces if name in face.names and bold in (None, face.bold)), None)


def _setting(name, default):
    from django.conf import settings

    return getattr(settings, name, default)


def _variable_folder():
    return Path(_setting("VAR_DIR", None) or Path(__file__).resolve().parents[2] / "var")


def _writable(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="fontconfig-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="fontconfig-"))
