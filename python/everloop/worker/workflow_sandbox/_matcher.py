"""Patterns of modules and members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import ClassVar

from everloop._dataclass import dataclass

__all__ = ["RestrictionContext", "SandboxMatcher"]


class RestrictionContext:
    """When a matcher is asked: while a module is imported, or while a workflow runs."""

    def __init__(self, *, is_runtime: bool = False) -> None:
        """Take the moment.

        Args:
            is_runtime: Whether a workflow runs; by default its module is being imported.
        """
        self.is_runtime = is_runtime
        self.in_activation = is_runtime


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

    def __post_init__(self) -> None:
        """Refuse texts that could never be shown."""
        for name in ("leaf_message", "leaf_warning"):
            if getattr(self, name) is not None and not self.match_self:
                raise ValueError(f"Cannot set {name} without match_self")

    def restricts(self, path: Sequence[str], *, is_runtime: bool = True) -> SandboxMatcher | None:
        """The matcher that forbids to use the member at a path, if one does.

        Args:
            path: Module, classes and name, one by one.
            is_runtime: Whether a workflow runs, rather than its module being imported.
        """
        node = self
        for name in path:
            if name in node.exclude:
                return None
            child = node.children.get(name)
            # Its own answer comes first: it may have a text of its own.
            if child is not None and child._applies(is_runtime) and child.match_self:
                return child
            if node._applies(is_runtime) and not {name, "*"}.isdisjoint(node.access | node.use):
                return node
            if child is None:
                return None
            node = child
        return None

    def access_matcher(
        self, context: RestrictionContext, *child_path: str, include_use: bool = False
    ) -> SandboxMatcher | None:
        """The matcher that matches the access of the member at a path, if one does.

        Args:
            context: When.
            child_path: Module, classes and name, one by one.
            include_use: Whether what matches the member's use counts as well.
        """
        node = self
        for name in child_path:
            if name in node.exclude:
                return None
            names = node.access | node.use if include_use else node.access
            if node._applies(context.is_runtime) and not {name, "*"}.isdisjoint(names):
                return node
            child = node.children.get(name)
            if child is None:
                return None
            node = child
            if node.match_self and node._applies(context.is_runtime):
                return node
        return node if node.match_self and node._applies(context.is_runtime) else None

    def match_access(self, context: RestrictionContext, *child_path: str, include_use: bool = False) -> bool:
        """Whether there is one; see `access_matcher`."""
        return self.access_matcher(context, *child_path, include_use=include_use) is not None

    def _applies(self, is_runtime: bool) -> bool:
        return is_runtime or not self.only_runtime

    @classmethod
    def nested_child(cls, path: Sequence[str], child: SandboxMatcher) -> SandboxMatcher:
        """A matcher with nothing but a child somewhere below it."""
        for name in reversed(path):
            child = cls(children={name: child})
        return child

    def child_matcher(self, *child_path: str) -> SandboxMatcher | None:
        """What matches below a path: a child, or one that matches everything if this one names the path."""
        node = self
        for name in child_path:
            if name in node.exclude:
                return None
            if node.match_self or not {name, "*"}.isdisjoint(node.access | node.use):
                node = SandboxMatcher.all_runtime if node.only_runtime else SandboxMatcher.all
                continue
            child = node.children.get(name)
            if child is None:
                return None
            node = child
        return node

    def with_child_unrestricted(self, *child_path: str) -> SandboxMatcher:
        """A copy in which nothing matches at a path or below."""
        if not child_path:
            raise ValueError("child_path is empty")
        name, *rest = child_path
        children = dict(self.children)
        child = children.pop(name, None)
        changed = replace(self, children=children)
        if not rest:
            exclude = self.exclude | {name} if "*" in self.access | self.use else self.exclude
            return replace(changed, access=self.access - {name}, use=self.use - {name}, exclude=exclude)
        if child is not None:
            children[name] = child.with_child_unrestricted(*rest)
        return changed

    def __or__(self, other: SandboxMatcher) -> SandboxMatcher:
        """What either matches.

        Raises:
            ValueError: If they apply at different moments, or have different texts.
        """
        if self.only_runtime != other.only_runtime:
            raise ValueError("Cannot combine only-runtime and non-only-runtime")
        if self.leaf_message != other.leaf_message:
            raise ValueError("Cannot combine different messages")
        if self.leaf_warning != other.leaf_warning:
            raise ValueError("Cannot combine different warning values")
        children = dict(self.children)
        for name, child in other.children.items():
            children[name] = children[name] | child if name in children else child
        return replace(
            self,
            access=self.access | other.access,
            use=self.use | other.use,
            children=children,
            match_self=self.match_self or other.match_self,
            exclude=self.exclude & other.exclude,
        )


SandboxMatcher.all = SandboxMatcher(match_self=True)
SandboxMatcher.all_runtime = SandboxMatcher(match_self=True, only_runtime=True)
SandboxMatcher.all_uses = SandboxMatcher(use={"*"})
SandboxMatcher.all_uses_runtime = SandboxMatcher(use={"*"}, only_runtime=True)
SandboxMatcher.none = SandboxMatcher()
