//! The custom attributes of all namespaces, and the look-up by name.

use std::collections::BTreeMap;

use super::{Kind, system};

/// A search attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Names it in an index; unique among all attributes of all namespaces.
    pub number: u32,
    pub kind: Kind,
    /// Whether clients and workflows may set it.
    pub settable: bool,
}

/// Numbers below this belong to the system's attributes.
const CUSTOM_FROM: u32 = 1000;

/// The custom attributes, by the name of their namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    namespaces: BTreeMap<String, BTreeMap<String, Attribute>>,
}

impl Registry {
    /// The attribute of that name in a namespace: the system's, or a custom one.
    #[must_use]
    pub fn find(&self, namespace: &str, name: &str) -> Option<&Attribute> {
        system::find(name).or_else(|| self.namespaces.get(namespace)?.get(name))
    }

    /// The custom attributes of a namespace, in the order of their names.
    pub fn custom(&self, namespace: &str) -> impl Iterator<Item = (&str, &Attribute)> {
        let attributes = self.namespaces.get(namespace).into_iter().flatten();
        attributes.map(|(name, attribute)| (name.as_str(), attribute))
    }

    /// Registers an attribute under a number that was never used while this registry lived.
    pub fn add(&mut self, namespace: &str, name: &str, kind: Kind) -> Attribute {
        let used = self.namespaces.values().flat_map(BTreeMap::values);
        let number = used.map(|attribute| attribute.number + 1).max().unwrap_or(0);
        self.insert(namespace, name, number.max(CUSTOM_FROM), kind)
    }

    /// Puts back an attribute that was registered before.
    pub fn insert(&mut self, namespace: &str, name: &str, number: u32, kind: Kind) -> Attribute {
        let attribute = Attribute {
            number,
            kind,
            settable: true,
        };
        let attributes = self.namespaces.entry(namespace.to_owned()).or_default();
        attributes.insert(name.to_owned(), attribute);
        attribute
    }

    /// Forgets an attribute, and returns it if it was there.
    pub fn remove(&mut self, namespace: &str, name: &str) -> Option<Attribute> {
        self.namespaces.get_mut(namespace)?.remove(name)
    }

    /// Moves the attributes of a namespace to its new name.
    pub fn rename(&mut self, namespace: &str, new_name: &str) {
        if let Some(attributes) = self.namespaces.remove(namespace) {
            self.namespaces.insert(new_name.to_owned(), attributes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_attributes_belong_to_their_namespace() {
        let mut registry = Registry::default();
        let tier = registry.add("shop", "Tier", Kind::Keyword);
        let count = registry.add("shop", "Count", Kind::Int);
        assert_eq!((tier.number, count.number), (1000, 1001));
        assert_eq!(registry.find("shop", "Tier"), Some(&tier));
        assert_eq!(registry.find("default", "Tier"), None);
        assert!(registry.find("default", "WorkflowType").is_some());
        assert_eq!(
            registry.custom("shop").map(|(name, _)| name).collect::<Vec<_>>(),
            ["Count", "Tier"]
        );
        registry.rename("shop", "gone");
        assert_eq!(registry.remove("gone", "Tier"), Some(tier));
        assert_eq!(registry.remove("gone", "Tier"), None);
    }
}
