//! Nothing: this package exists for its tests of the repository's shape.
