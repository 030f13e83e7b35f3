"""Known vulnerabilities of what is installed, and secrets in what is tracked: python -m benchmarks.audit

Exit status 1 for a secret, or for a vulnerability that has a mended release. Where the database of vulnerabilities
cannot be reached, that is said, and is no failure: the check must also work offline.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {
    "a private key": re.compile(rb"-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP |ENCRYPTED )?PRIVATE KEY"),
    "a cloud access key": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of a code host": re.compile(
        rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}|glpat-[\w-]{20})\b"
    ),
    "a token of a chat service": re.compile(rb"\bxox[abprs]-[0-9A-Za-z-]{20,}"),
    "an API key": re.compile(rb"\b(?:AIza[0-9A-Za-z_-]{35}|sk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}|hf_[A-Za-z]{34})\b"),
    "a web token": re.compile(rb"\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}\b"),
    "a password in an address": re.compile(rb"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"{}<>]+:[^\s/@'\"{}<>]{6,}@[\w.-]+\b"),
    "our admin key": re.compile(rb"MEDPATH_ADMIN_KEY\s*=\s*['\"]?(?!\$|<|change)[A-Za-z0-9+/_-]{16,}"),
}


def main() -> int:
    """Look, say what was found; the exit status."""
    found = list(secrets())
    for each in found:
        print(f"secret: {each}")
    print(f"secrets: {len(found) or 'none'} in the tracked files")
    return max(int(bool(found)), vulnerabilities())


def secrets() -> Iterator[str]:
    """Where a tracked file holds something of a secret's form; never the secret."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        data = path.read_bytes()
        for what, pattern in SECRETS.items():
            for match in pattern.finditer(data):
                yield f"{name}:{data.count(10, 0, match.start()) + 1}: {what}"


def vulnerabilities() -> int:
    """Ask pip-audit; 1 if something installed has a mended release."""
    asked = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--skip-editable"]
    try:
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=180)
        packages = json.loads(told.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        print("warning: the database of vulnerabilities could not be reached; nothing was compared with it")
        return 0
    mended = 0
    for package in packages:
        for each in package.get("vulns", ()):
            mending = each["fix_versions"] or "no release"
            print(f"{package['name']} {package['version']}: {each['id']}, mended in {mending}")
            mended += bool(each["fix_versions"])
    print(f"vulnerabilities: {mended} with a mended release, among {len(packages)} packages")
    return int(mended > 0)


if __name__ == "__main__":
    sys.exit(main())
