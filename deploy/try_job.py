"""One job through the whole of deploy/try.sh: an institution, a mail, a sign-in, a roster that a worker imports.

Run by `deploy/try.sh --check`, which names its folder in TRY_RUNNING and leaves the settings in the environment.
Uses Chromium and Playwright, of the development group.
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import os
import re
import struct
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(os.environ["TRY_RUNNING"])
SITE = os.environ["SITE_URL"]
PATIENCE = 60
# Each time another institution, since a folder may be tried twice.
STAMP = f"h{int(time.time())}"
ROSTER = f"""ID,Email,First name,Last name,Rank,Unit
D001,dana@{STAMP}.example,Dana,Reyes,Professor,Medicine
F002,bo@{STAMP}.example,Bo,Li,Assistant Professor,Medicine / Cardiology
F003,ann@{STAMP}.example,Ann,Ort,Associate Professor,Surgery
"""


def link_of(address: str, part: str) -> str:
    """Return the first link with *part* of a mail to *address*, once there is one."""
    for _second in range(PATIENCE):
        for path in (FOLDER / "mail" / "new").glob("*"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_body(("plain",))
            if address not in str(mail["To"]) or body is None:
                continue
            if found := re.search(rf"{re.escape(SITE)}\S*{part}\S+", body.get_content()):
                return found[0]
        time.sleep(1)
    raise SystemExit(f"No mail to {address} with {part} after {PATIENCE} seconds.")


def has(page: Page, text: str) -> None:
    """Wait until the page says *text*: it looks by itself how far the worker is."""
    page.get_by_text(text, exact=True).first.wait_for(timeout=PATIENCE * 1000)


def second_factor(page: Page) -> None:
    """Set up an authenticator app, which directors need before they see anything."""
    page.goto(f"{SITE}/accounts/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")


def code_of(secret: str) -> str:
    """Return what an authenticator app shows for *secret* now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    told = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = told[-1] & 15
    return f"{(struct.unpack('>I', told[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def main() -> None:
    subprocess.run(  # noqa: S603  (its arguments are ours)
        [
            *(sys.executable, "manage.py", "create_institution", f"Harbor Medical School {STAMP}"),
            *("--email", f"dana@{STAMP}.example", "--given-name", "Dana", "--family-name", "Reyes"),
            *("--id", "D001"),
        ],
        check=True,
    )
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(ignore_https_errors=True)
        faults: list[str] = []
        page.on("response", lambda one: faults.append(one.url) if one.status >= 500 else None)
        page.goto(link_of(f"dana@{STAMP}.example", "/activate/"))
        page.locator("button[name=without_password]").click()
        second_factor(page)
        page.goto(f"{SITE}/dashboard/roster/")
        page.get_by_label("Roster file").set_input_files(
            {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
        )
        page.get_by_role("button", name="Upload and check").click()
        has(page, "Your decision")
        page.get_by_role("button", name="Import all").click()
        has(page, "Imported")
        page.goto(f"{SITE}/dashboard/people/?q=Ort")
        has(page, "Ann Ort")
        browser.close()
    if faults:
        raise SystemExit(f"Answers of 500 and more: {faults}")


if __name__ == "__main__":
    main()
