"""What is wrong with watch.toml is told without the secret that a person wrote there by mistake (law 10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.config import load_watch
from literature.model.errors import BrokenConfig

SECRET = "T0INVENTED"


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


@pytest.mark.parametrize("key", ["key_env", "inbox_password_env"])
def test_a_secret_in_place_of_the_name_of_its_variable_is_refused(tmp_path: Path, key: str) -> None:
    """`check` would say "the environment variable SECRET is not set"."""
    whole = Path("watch.toml").read_text(encoding="utf-8")
    path = tmp_path / "watch.toml"
    path.write_text(f'{whole}\n[feedback]\n{key} = "{SECRET} a long random text, as it should be"\n', encoding="utf-8")
    with pytest.raises(BrokenConfig):
        load_watch(path)
