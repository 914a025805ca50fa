"""What is said where there is no cluster to be had."""

import sys
import tempfile
from pathlib import Path

import pytest

from tui_labeler.distributed import cluster
from tui_labeler.distributed.running import run
from tui_labeler.errors import JobError, UsageError
from tui_labeler.jobs import Job


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as refused, cluster.on_this_machine(2):
        pass
    assert "tui-labeler[distributed]" in refused.value.hint


@pytest.mark.parametrize(
    ("address", "error", "says"),
    [
        ("tcp://127.0.0.1:1", JobError, "no scheduler answers at tcp://127.0.0.1:1"),
        ("nonsense://x", UsageError, "no address of a scheduler"),
    ],
)
def test_a_scheduler_that_is_not_there(
    address: str, error: type[Exception], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs the extra: tui-labeler[distributed]")
    monkeypatch.setattr(cluster, "CONNECT", 0.3)
    with pytest.raises(error, match=says), cluster.connected(address):
        pass


def test_a_scheduler_with_workers_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip(
        "distributed", reason="needs the extra: tui-labeler[distributed]"
    )
    monkeypatch.setattr(cluster, "CONNECT", 0.3)
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, processes=False) as there:
        address = there.scheduler_address
        with pytest.raises(JobError, match="has no workers"), cluster.connected(address):
            pass
        there.scale(1)
        monkeypatch.setattr(cluster, "CONNECT", 10)
        with cluster.connected(address) as client:
            job = Job("test", "tests.distributed.jobs_for_tests:square", {"number": 7})
            ((_, values),) = run(client, {"seven": job})
            assert values["square"] == 49


def test_what_a_killed_run_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{cluster.PREFIX}x"
    left.mkdir()
    (left / cluster.LOCK).touch()
    with cluster.own_folder() as first, cluster.own_folder() as second:
        assert sorted(tmp_path.iterdir()) == sorted([first, second])
    assert list(tmp_path.iterdir()) == []
