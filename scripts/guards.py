"""Guards of what no linter knows, run by `make lint`. Prints one line a finding; exit status 1 if there is one.

- Pages ask nobody else for anything: no third-party host in templates, CSS and JavaScript, except as a link to the
  offices that Chinese law has a news site point to.
- Every environment variable that is read is in .env.example, and the other way round.
- The Chinese catalogue is complete, has no fuzzy entry and holds exactly the strings of the code.
- No Python file is longer than 500 lines.
- Every component of the pages states its props on its first line.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import compile_messages

ROOT = Path(__file__).resolve().parent.parent
CODE = ("huanghuai", "news")
LONGEST_FILE = 500
# Links that readers follow by hand: filing, police, telecom licence, illegal-information reports, press cards.
LINKED_HOSTS = {"beian.miit.gov.cn", "beian.mps.gov.cn", "tsm.miit.gov.cn", "www.12377.cn", "press.nppa.gov.cn"}
# Names of vocabularies, never fetched.
NAMESPACES = re.compile(
    r"""(?:xmlns(?::\w+)?=|createElementNS\(\s*|\bNS\s*=\s*|"@context":\s*|xsi:\w+=)["'][^"']*["']|<!DOCTYPE[^>]*>"""
)
COMMENTS = {
    ".html": re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL),
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(r"/\*.*?\*/|(?<![:'\"`])//[^\n]*", re.DOTALL),
}
ADDRESS = re.compile(r"""(?:https?:|wss?:|["'(=\s])//([a-z0-9-]+(?:\.[a-z0-9-]+)+)""", re.IGNORECASE)


def blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def third_party_hosts(root: Path) -> Iterator[str]:
    for folder in ("templates", "static"):
        for path in sorted((root / folder).rglob("*")):
            suffix = {".mjs": ".js", ".xml": ".html", ".svg": ".html", ".txt": ".html"}.get(path.suffix, path.suffix)
            if suffix not in COMMENTS:
                continue
            text = NAMESPACES.sub(blanked, COMMENTS[suffix].sub(blanked, path.read_text(encoding="utf-8")))
            for match in ADDRESS.finditer(text):
                tag = text[text.rfind("<", 0, match.start()) : match.start()]
                link = suffix == ".html" and re.match(r"<a\s[^>]*\bhref=[\"']?$", tag, re.IGNORECASE)
                if link and match[1].lower() in LINKED_HOSTS:
                    continue
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path.relative_to(root)}:{line}: third-party host {match[1]}"


def variables_read(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names given as a literal to env(…), env.kind(…), os.environ and os.getenv(…), each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called, first = ast.unparse(node.func), node.args[0] if node.args else None
            if re.fullmatch(r"env(\.\w+)?|os\.getenv|(os\.)?environ\.(get|setdefault|pop)", called):
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, node.lineno
                elif called in ("env.db", "env.cache", "env.email") and first is None:
                    yield {"db": "DATABASE_URL", "cache": "CACHE_URL", "email": "EMAIL_URL"}[called[4:]], node.lineno
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield ast.unparse(node.slice).strip("'"), node.lineno


def environment(root: Path) -> Iterator[str]:
    example = (root / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", example, re.MULTILINE))
    read = {"DJANGO_SETTINGS_MODULE"}
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            for name, line in variables_read(ast.parse(path.read_text(encoding="utf-8"))):
                if name.isupper() and name not in named | {"DJANGO_SETTINGS_MODULE"}:
                    yield f"{path.relative_to(root)}:{line}: {name} is read but not in .env.example"
                read.add(name)
    elsewhere = "".join(
        path.read_text(encoding="utf-8")
        for path in (*(root / "scripts").glob("*.*"), root / "compose.yaml", root / "Makefile")
        if path.is_file() and path.name != "guards.py"
    )
    for name in sorted(named - read):
        if not re.search(rf"\b{name}\b", elsewhere):
            yield f".env.example: {name} is read nowhere"


def translations(root: Path) -> Iterator[str]:
    relative = Path("locale/zh_Hans/LC_MESSAGES")
    catalogues = sorted((root / relative).glob("*.po"))
    if not catalogues:
        yield f"{relative}: no catalogue"
        return
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / "tree"
        for name in (*CODE, "templates", "static", "locale"):
            shutil.copytree(root / name, fresh / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        shutil.copy(root / "manage.py", fresh)
        done = subprocess.run(
            ["/bin/bash", str(root / "scripts/messages.sh"), str(fresh)],
            env=os.environ | {"DATA_DIR": temporary},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            yield f"locale: the strings cannot be collected: {done.stderr.strip()}"
            return
        for path in catalogues:
            name = path.relative_to(root)
            entries = compile_messages.read_po(path)
            header = entries[0].texts[0] if entries and not entries[0].id else ""
            if not re.search(r"^Plural-Forms: *nplurals=1; *plural=0;", header, re.MULTILINE):
                yield f"{name}: the header lacks 'Plural-Forms: nplurals=1; plural=0;'"
            for entry in entries[1:]:
                if entry.fuzzy:
                    yield f"{name}:{entry.line}: fuzzy: {entry.id!r}"
                elif not entry.translated:
                    yield f"{name}:{entry.line}: not translated: {entry.id!r}"
            kept = {entry.key for entry in entries}
            wanted = {entry.key for entry in compile_messages.read_po(fresh / name)}
            for _, text, _ in sorted(wanted - kept, key=str):
                yield f"{name}: {text!r} is missing; run `make messages`"
            for _, text, _ in sorted(kept - wanted, key=str):
                yield f"{name}: {text!r} is used nowhere; run `make messages`"


def file_lengths(root: Path) -> Iterator[str]:
    for folder in (*CODE, "tests", "scripts", "bench"):
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" in path.parts or "node_modules" in path.parts:
                continue
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST_FILE:
                yield f"{path.relative_to(root)}: {lines} lines; split it by concept (at most {LONGEST_FILE})"


def component_props(root: Path) -> Iterator[str]:
    folder = root / "templates"
    for path in sorted((folder / "components").rglob("*.html")):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        if not (first.startswith(f"{{# {path.relative_to(folder)}: ") and first.endswith("#}")):
            yield f"{path.relative_to(root)}:1: begin with {{# {path.relative_to(folder)}: its props #}}"


def main() -> int:
    guards = (third_party_hosts, environment, translations, file_lengths, component_props)
    findings = [finding for guard in guards for finding in guard(ROOT)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
