"""Patterns of modules and members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

__all__ = ["SandboxMatcher"]


def _no_children() -> Mapping[str, SandboxMatcher]:
    return {}


@dataclass(frozen=True)
class SandboxMatcher:
    """A tree of names, each of which may match on access or on use."""

    access: set[str] = frozenset()  # type: ignore[assignment]
    """Members whose access matches; ``*`` for all."""

    use: set[str] = frozenset()  # type: ignore[assignment]
    """Members whose use matches: calls, attribute access and the like."""

    children: Mapping[str, SandboxMatcher] = field(default_factory=_no_children)
    match_self: bool = False
    """Whether this very name matches."""

    only_runtime: bool = False
    """Whether it matches only while a workflow runs, and not while its module is imported."""

    leaf_message: str | None = None
    leaf_warning: type[Warning] | None = None
    exclude: set[str] = frozenset()  # type: ignore[assignment]
    """Members that never match."""

    all: ClassVar[SandboxMatcher]
    all_runtime: ClassVar[SandboxMatcher]
    all_uses: ClassVar[SandboxMatcher]
    all_uses_runtime: ClassVar[SandboxMatcher]
    none: ClassVar[SandboxMatcher]

    def restricts(self, path: Sequence[str], *, is_runtime: bool = True) -> SandboxMatcher | None:
        """The matcher that forbids to use the member at a path, if one does.

        Args:
            path: Module, classes and name, one by one.
            is_runtime: Whether a workflow runs, rather than its module being imported.
        """
        node = self
        applies = not node.only_runtime or is_runtime
        for name in path:
            if name in node.exclude:
                return None
            child = node.children.get(name)
            if child is not None and child.match_self and (not child.only_runtime or is_runtime):
                return child
            if applies and not {name, "*"}.isdisjoint(node.access | node.use):
                return node
            if child is None:
                return None
            node = child
            applies = not node.only_runtime or is_runtime
        return None

    @classmethod
    def nested_child(cls, path: Sequence[str], child: SandboxMatcher) -> SandboxMatcher:
        """A matcher with nothing but a child somewhere below it."""
        for name in reversed(path):
            child = cls(children={name: child})
        return child

    def child_matcher(self, *child_path: str) -> SandboxMatcher | None:
        """The matcher at a path, if there is one."""
        found: SandboxMatcher | None = self
        for name in child_path:
            found = found.children.get(name) if found is not None else None
        return found

    def with_child_unrestricted(self, *child_path: str) -> SandboxMatcher:
        """A copy in which nothing matches at a path or below."""
        if not child_path:
            raise ValueError("child_path is empty")
        name, *rest = child_path
        children = dict(self.children)
        child = children.pop(name, None)
        changed = replace(self, children=children)
        if not rest:
            return replace(changed, access=self.access - {name}, use=self.use - {name}, exclude=self.exclude | {name})
        if child is not None:
            children[name] = child.with_child_unrestricted(*rest)
        return changed

    def __or__(self, other: SandboxMatcher) -> SandboxMatcher:
        """What either matches."""
        if self.only_runtime != other.only_runtime:
            raise ValueError("Cannot combine only-runtime and non-only-runtime")
        children = dict(self.children)
        for name, child in other.children.items():
            children[name] = children[name] | child if name in children else child
        return replace(
            self,
            access=self.access | other.access,
            use=self.use | other.use,
            children=children,
            match_self=self.match_self or other.match_self,
            leaf_message=self.leaf_message or other.leaf_message,
            leaf_warning=self.leaf_warning or other.leaf_warning,
            exclude=self.exclude | other.exclude,
        )


SandboxMatcher.all = SandboxMatcher(match_self=True)
SandboxMatcher.all_runtime = SandboxMatcher(match_self=True, only_runtime=True)
SandboxMatcher.all_uses = SandboxMatcher(use={"*"})
SandboxMatcher.all_uses_runtime = SandboxMatcher(use={"*"}, only_runtime=True)
SandboxMatcher.none = SandboxMatcher()
