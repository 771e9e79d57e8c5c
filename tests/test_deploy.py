"""What is written for containers agrees with what serves here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy import proxy, replicas
from deploy.proxy import IN_COMPOSE, Proxy
from tests.browser.server import PARTS, ROOT


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_written_configuration_is_the_templates() -> None:
    written = text("deploy/nginx.conf")
    assert written == proxy.config(Proxy(IN_COMPOSE)), "`python -m deploy.proxy > deploy/nginx.conf` writes it"
    assert [address.split(":")[0] in text("compose.yaml") for address in IN_COMPOSE] == [True, True]


def test_each_replica_is_the_first_of_its_own_and_the_last_resort_of_the_others() -> None:
    addresses = [f"127.0.0.1:{port}" for port in (1, 2, 3)]
    told = proxy.config(Proxy(addresses))
    for number, home in enumerate(addresses, 1):
        block = re.search(rf"upstream replica-{number} {{(.*?)}}", told, re.DOTALL)
        assert block
        servers = re.findall(r"server (\S+) .*?(backup)?;", block[1])
        assert servers[0] == (home, "")
        assert {name for name, _ in servers[1:]} == set(addresses) - {home}
        assert all(backup for _, backup in servers[1:])


def test_containers_have_the_settings_of_the_replicas() -> None:
    names = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.replace(".", "_")).upper(): name for name in replicas.SETTINGS}
    found = dict(re.findall(r"STREAMLIT_(SERVER_\w+)=(\w+)", text("Dockerfile")))
    assert found == {short: replicas.SETTINGS[name] for short, name in names.items()}


def test_the_image_holds_all_that_the_app_needs() -> None:
    dockerfile, left_in = text("Dockerfile"), text(".dockerignore")
    for part in PARTS:
        assert re.search(rf"^COPY {re.escape(part)} ", dockerfile, re.MULTILINE), part
        assert f"!{part}\n" in left_in, part


def test_the_cluster_has_the_policy_of_nginx_and_the_apps_health_path() -> None:
    manifest = text("deploy/kubernetes.yaml")
    assert proxy.policy() in re.sub(r"\s+", " ", manifest)
    assert "path: /_stcore/health" in manifest


@pytest.mark.parametrize("options", [["--replicas", "0"], ["--certificate", "a.pem"]], ids=["no replica", "no key"])
def test_options_that_make_no_sense_are_refused(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        replicas.main(options)
    assert caught.value.code == 2
    assert "expected at least one replica" in capsys.readouterr().err


def test_without_nginx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(replicas.ServingError, match="apt-get install nginx-light"):
        replicas.find_nginx()
