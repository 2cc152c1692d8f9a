//! Messages whose fields are random: of the right types, present or not, and with values that mostly mean something.

use std::{collections::BTreeMap, sync::OnceLock};

use everloop_proto::DESCRIPTORS;
use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint},
};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet,
    field_descriptor_proto::{Label, Type},
};

use super::text;
use crate::random::Random;

const DEPTH_MAX: usize = 7;

/// All messages and enums by their full names, and the RPCs with their requests.
pub(super) struct Descriptors {
    messages: BTreeMap<String, DescriptorProto>,
    enums: BTreeMap<String, EnumDescriptorProto>,
    pub(super) rpcs: Vec<(String, String)>,
}

/// The descriptors of everything on the wire.
pub(super) fn descriptors() -> &'static Descriptors {
    static ALL: OnceLock<Descriptors> = OnceLock::new();
    ALL.get_or_init(|| {
        let set = FileDescriptorSet::decode(DESCRIPTORS).expect("the descriptors were compiled at build time");
        let mut all = Descriptors {
            messages: BTreeMap::new(),
            enums: BTreeMap::new(),
            rpcs: Vec::new(),
        };
        for file in set.file {
            let package = file.package().to_owned();
            for service in &file.service {
                for method in &service.method {
                    let path = format!("/{package}.{}/{}", service.name(), method.name());
                    all.rpcs.push((path, method.input_type().to_owned()));
                }
            }
            for kind in file.enum_type {
                all.enums.insert(format!(".{package}.{}", kind.name()), kind);
            }
            for message in file.message_type {
                add(&mut all, &format!(".{package}"), message);
            }
        }
        all
    })
}

fn add(all: &mut Descriptors, scope: &str, message: DescriptorProto) {
    let name = format!("{scope}.{}", message.name());
    for nested in message.nested_type.clone() {
        add(all, &name, nested);
    }
    for kind in message.enum_type.clone() {
        all.enums.insert(format!("{name}.{}", kind.name()), kind);
    }
    all.messages.insert(name, message);
}

/// Values that were seen, and may be used again.
#[derive(Default)]
pub(super) struct Known {
    pub(super) run_ids: Vec<String>,
    pub(super) tokens: Vec<Vec<u8>>,
}

/// Makes messages.
pub(super) struct Maker<'a> {
    pub(super) random: &'a mut Random,
    pub(super) known: &'a Known,
    /// How many fields in a hundred are there.
    pub(super) fullness: u32,
    /// How many values in a thousand are wild.
    pub(super) wildness: u32,
}

impl Maker<'_> {
    /// The bytes of a message of that full name.
    pub(super) fn message(&mut self, name: &str, depth: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let Some(message) = descriptors().messages.get(name) else {
            return bytes;
        };
        match name {
            ".google.protobuf.Duration" => self.seconds_and_nanos(&mut bytes, &[1, 5, 10, 60, 3600]),
            ".google.protobuf.Timestamp" => self.seconds_and_nanos(&mut bytes, &[1_700_000_000, 1_700_000_100]),
            _ => {}
        }
        if !bytes.is_empty() || depth > DEPTH_MAX {
            return bytes;
        }
        let mut chosen = BTreeMap::new();
        for field in &message.field {
            if let Some(index) = field.oneof_index {
                chosen.entry(index).or_insert_with(Vec::new).push(field.number());
            }
        }
        for numbers in chosen.values_mut() {
            let place = self.random.index(numbers.len());
            *numbers = vec![numbers[place]];
        }
        for field in &message.field {
            let is_chosen = field
                .oneof_index
                .is_none_or(|index| chosen[&index].contains(&field.number()));
            // Without these a request goes nowhere.
            let is_key = matches!(
                field.name(),
                "namespace" | "workflow_id" | "task_queue" | "task_token" | "workflow_type" | "name"
            );
            let chance = if is_key { 95 } else { self.fullness };
            if !is_chosen || !self.random.percent(chance) {
                continue;
            }
            let times = match field.label() {
                Label::Repeated => self.random.below(3),
                _ => 1,
            };
            for _ in 0..times {
                self.field(field, name, depth, &mut bytes);
            }
        }
        bytes
    }

    fn seconds_and_nanos(&mut self, bytes: &mut Vec<u8>, usual: &[i64]) {
        let is_wild = self.random.per_mille(self.wildness);
        let seconds = if is_wild {
            self.wild()
        } else {
            usual[self.random.index(usual.len())]
        };
        varint(bytes, 1, seconds);
        if is_wild && self.random.percent(50) {
            varint(bytes, 2, self.wild());
        }
    }

    fn wild(&mut self) -> i64 {
        const EDGES: [i64; 14] = [
            0,
            -1,
            i64::MIN,
            i64::MAX,
            i32::MIN as i64,
            i32::MAX as i64,
            315_576_000_000,
            315_576_000_001,
            9_223_372_036,
            9_223_372_037,
            253_402_300_800,
            999_999_999,
            1_000_000_000,
            -62_135_596_801,
        ];
        EDGES[self.random.index(EDGES.len())]
    }

    fn field(&mut self, field: &FieldDescriptorProto, owner: &str, depth: usize, bytes: &mut Vec<u8>) {
        let number = u32::try_from(field.number()).unwrap_or(1);
        match field.r#type() {
            Type::Double | Type::Fixed64 | Type::Sfixed64 => {
                encode_key(number, WireType::SixtyFourBit, bytes);
                let value = if self.random.per_mille(self.wildness) {
                    [f64::NAN, f64::INFINITY, -1.0, 1e308, 0.0][self.random.index(5)]
                } else {
                    [1.0, 1.5, 2.0][self.random.index(3)]
                };
                bytes.extend(value.to_le_bytes());
            }
            Type::Float | Type::Fixed32 | Type::Sfixed32 => {
                encode_key(number, WireType::ThirtyTwoBit, bytes);
                bytes.extend(1f32.to_le_bytes());
            }
            Type::Bool => varint(bytes, number, i64::from(self.random.percent(50))),
            Type::Enum => {
                let value = if self.random.per_mille(self.wildness) {
                    self.wild()
                } else {
                    let kind = descriptors().enums.get(field.type_name());
                    kind.map_or(0, |kind| {
                        kind.value[self.random.index(kind.value.len())].number().into()
                    })
                };
                varint(bytes, number, value);
            }
            Type::Message | Type::Group => {
                let inner = self.message(field.type_name(), depth + 1);
                chunk(bytes, number, &inner);
            }
            Type::String => {
                let value = self.text(field.name(), owner);
                chunk(bytes, number, value.as_bytes());
            }
            Type::Bytes => {
                let value = self.bytes(field.name());
                chunk(bytes, number, &value);
            }
            _ => {
                let value = if self.random.per_mille(self.wildness) {
                    self.wild()
                } else {
                    i64::try_from(self.random.below(8)).unwrap_or(0)
                };
                varint(bytes, number, value);
            }
        }
    }

    fn text(&mut self, field: &str, owner: &str) -> String {
        if self.random.per_mille(self.wildness / 4) {
            return text::any(self.random);
        }
        let pick = |random: &mut Random, texts: &[&str]| texts[random.index(texts.len())].to_owned();
        match field {
            "namespace" => pick(self.random, &["default"]),
            "run_id" | "first_execution_run_id" if !self.known.run_ids.is_empty() && self.random.percent(70) => {
                self.known.run_ids[self.random.index(self.known.run_ids.len())].clone()
            }
            name if name.ends_with("run_id") => String::new(),
            "query" | "visibility_query" if owner.ends_with("Request") => text::filter(self.random),
            "cron_schedule" | "cron_string" => text::cron(self.random),
            "timezone_name" => pick(self.random, &["", "UTC", "Europe/Paris", "Asia/Kolkata", "Nowhere"]),
            "name" if owner.ends_with(".TaskQueue") => "queue".to_owned(),
            "key" => pick(self.random, &["encoding", "CustomKeywordField", "note", "a"]),
            "second" | "minute" | "hour" | "day_of_month" | "month" | "year" | "day_of_week" => {
                text::cron_field(self.random)
            }
            _ => pick(self.random, &["a", "b", "c", "d"]),
        }
    }

    fn bytes(&mut self, field: &str) -> Vec<u8> {
        if field == "task_token" && !self.known.tokens.is_empty() && self.random.percent(95) {
            return self.known.tokens[self.random.index(self.known.tokens.len())].clone();
        }
        if field == "value" || field == "next_page_token" {
            return Vec::new();
        }
        let len = self.random.index(6);
        (0..len)
            .map(|_| u8::try_from(self.random.below(256)).unwrap_or(0))
            .collect()
    }
}

fn varint(bytes: &mut Vec<u8>, number: u32, value: i64) {
    encode_key(number, WireType::Varint, bytes);
    encode_varint(value.cast_unsigned(), bytes);
}

fn chunk(bytes: &mut Vec<u8>, number: u32, value: &[u8]) {
    encode_key(number, WireType::LengthDelimited, bytes);
    encode_varint(value.len() as u64, bytes);
    bytes.extend(value);
}
