"""ATTACK FINDING: what is wrong with watch.toml is told with the secret that a person wrote there by mistake (law 10).

flows/toml_text/toml_remedies.py: ``_bare_text``, ``_unclear``, ``_missing_comma`` and ``_no_assignment`` repeat what
stands in the line, while config_values._variable takes care not to. The fault is in the log of a flow run, in the
failure mail to the owner, and on the page of the run. Do not repeat a text that has "://", nor that of a key that ends
with _env, password, key, secret, token or url.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.config import load_watch
from literature.model.errors import BrokenConfig

OPEN = pytest.mark.xfail(strict=True, reason="attack finding of issue 14, not mended yet")
SECRET = "T0INVENTED"


@OPEN
@pytest.mark.parametrize(
    "text",
    [
        f'[[channel]]\nname = "lab"\nurl_env = https://hooks.example.org/{SECRET}/B1\n',
        f'[[channel]]\nname = "lab"\nslack://{SECRET}/B1\n',
        f"[feedback]\ninbox = imaps://me:{SECRET}@mail.example.org/INBOX\n",
        f"[mail]\npassword = {SECRET}\n",
    ],
)
def test_a_fault_does_not_repeat_a_secret(tmp_path: Path, text: str) -> None:
    path = tmp_path / "watch.toml"
    path.write_text(text)
    with pytest.raises(BrokenConfig) as caught:
        load_watch(path)
    assert SECRET not in str(caught.value)


@OPEN
@pytest.mark.parametrize("key", ["key_env", "inbox_password_env"])
def test_a_secret_in_place_of_the_name_of_its_variable_is_refused(tmp_path: Path, key: str) -> None:
    """flows/config.py, FeedbackTable (and MailTable.password_env, .unsubscribe_key_env): these are ``str``, not
    ``Variable`` as in [[channel]]; `check` then says "the environment variable SECRET is not set"."""
    whole = Path("watch.toml").read_text(encoding="utf-8")
    path = tmp_path / "watch.toml"
    path.write_text(f'{whole}\n[feedback]\n{key} = "{SECRET} a long random text, as it should be"\n', encoding="utf-8")
    with pytest.raises(BrokenConfig):
        load_watch(path)
