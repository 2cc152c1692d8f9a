"""Patterns of modules and members: what they match, and how they are combined."""

from __future__ import annotations

import dataclasses

import pytest

from everloop.worker.workflow_sandbox import SandboxMatcher, SandboxRestrictions
from everloop.worker.workflow_sandbox._matcher import RestrictionContext

AT_IMPORT, AT_RUNTIME = RestrictionContext(), RestrictionContext(is_runtime=True)
WITH_TEXT = SandboxMatcher(match_self=True, leaf_message="no")
TREE = SandboxMatcher(
    access={"a"},
    use={"u", "b"},
    exclude={"x"},
    children={
        "k": SandboxMatcher(
            access={"l"},
            use={"*"},
            children={"m": WITH_TEXT, "r": SandboxMatcher.all_runtime},
        ),
        "b": SandboxMatcher.none,
        "x": SandboxMatcher.all,
    },
)


@pytest.mark.parametrize(
    ("path", "access", "use"),
    [
        ("", False, False),
        ("a", True, True),
        ("a.z", True, True),
        ("u", False, True),
        ("b.z", False, True),
        ("x", False, False),
        ("x.y", False, False),
        ("k", False, False),
        ("k.l", True, True),
        ("k.z", False, True),
        ("k.m", True, True),
        ("k.m.z", True, True),
        ("unknown", False, False),
    ],
)
def test_access_and_use(path: str, access: bool, use: bool) -> None:
    parts = path.split(".") if path else []
    for context in (AT_IMPORT, AT_RUNTIME):
        assert TREE.match_access(context, *parts) is access
        assert TREE.match_access(context, *parts, include_use=True) is use


def test_what_is_for_runtime_matches_only_then() -> None:
    assert not TREE.match_access(AT_IMPORT, "k", "r")
    assert TREE.access_matcher(AT_RUNTIME, "k", "r") is SandboxMatcher.all_runtime


def test_the_matcher_that_matched_tells_its_text() -> None:
    assert TREE.access_matcher(AT_IMPORT, "k", "m") is WITH_TEXT
    assert TREE.restricts(("k", "m")) is WITH_TEXT


def test_children() -> None:
    assert TREE.child_matcher() is TREE
    assert TREE.child_matcher("k") is TREE.children["k"]
    assert TREE.child_matcher("a", "z") == SandboxMatcher.all
    assert TREE.child_matcher("u") == SandboxMatcher.all
    assert TREE.child_matcher("x") is None
    assert TREE.child_matcher("unknown") is None
    assert SandboxMatcher.all_uses_runtime.child_matcher("x") == SandboxMatcher.all_runtime
    nested = SandboxMatcher.nested_child(["p", "q"], SandboxMatcher.all_uses)
    assert nested.child_matcher("p", "q") is SandboxMatcher.all_uses


def test_lifting_restrictions() -> None:
    assert not TREE.with_child_unrestricted("a").match_access(AT_RUNTIME, "a")
    assert not TREE.with_child_unrestricted("u").match_access(AT_RUNTIME, "u", include_use=True)
    assert not TREE.with_child_unrestricted("k").match_access(AT_RUNTIME, "k", "l")
    assert not TREE.with_child_unrestricted("k", "z").match_access(AT_RUNTIME, "k", "z", include_use=True)
    assert TREE.with_child_unrestricted("unknown") == TREE
    with pytest.raises(ValueError, match="empty"):
        TREE.with_child_unrestricted()


def test_either_of_two() -> None:
    either = SandboxMatcher(access={"a"}, exclude={"x"}) | SandboxMatcher(use={"b"}, children={"c": WITH_TEXT})
    assert either == SandboxMatcher(access={"a"}, use={"b"}, children={"c": WITH_TEXT})
    assert SandboxMatcher.all | SandboxMatcher.none == SandboxMatcher.all
    for one, other, problem in (
        (SandboxMatcher.all, SandboxMatcher.all_runtime, "only-runtime"),
        (WITH_TEXT, SandboxMatcher(match_self=True, leaf_message="never"), "messages"),
        (SandboxMatcher(match_self=True, leaf_warning=UserWarning), SandboxMatcher.all, "warning"),
    ):
        with pytest.raises(ValueError, match=problem):
            assert one | other


@pytest.mark.parametrize("options", [{"leaf_message": "no"}, {"leaf_warning": UserWarning}])
def test_texts_need_what_they_are_shown_for(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="without match_self"):
        SandboxMatcher(**options)  # type: ignore[arg-type]


def test_restrictions_are_changed_by_copies() -> None:
    default = SandboxRestrictions.default
    more = default.with_passthrough_modules("one", "two")
    assert more.passthrough_modules - default.passthrough_modules == {"one", "two"}
    assert default.with_passthrough_all_modules().passthrough_all_modules
    assert not default.passthrough_all_modules
    assert dataclasses.replace(more, passthrough_modules=default.passthrough_modules) == default
