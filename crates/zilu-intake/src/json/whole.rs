//! A value taken whole, within bounds, and a value passed over.

use super::{Key, NODES, Position, WHOLE, Walk};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// What a value taken whole may still hold.
pub(super) struct Left {
    text: usize,
    nodes: usize,
    /// There was more.
    pub(super) over: bool,
}

impl Left {
    pub(super) fn all() -> Left {
        Left { text: WHOLE, nodes: NODES, over: false }
    }

    fn take<E: Error>(&mut self, text: usize) -> Result<(), E> {
        if self.nodes == 0 || text > self.text {
            self.over = true;
            return Err(E::custom("too large"));
        }
        self.nodes -= 1;
        self.text -= text;
        Ok(())
    }
}

/// Builds a value, within bounds and without the keys that the walk drops.
pub(super) struct Build<'b, W: Walk> {
    pub(super) walker: &'b W,
    pub(super) at: &'b Position,
    pub(super) left: &'b mut Left,
}

impl<W: Walk> Build<'_, W> {
    fn again(&mut self) -> Build<'_, W> {
        Build { walker: self.walker, at: self.at, left: &mut *self.left }
    }
}

impl<'de, W: Walk> DeserializeSeed<'de> for Build<'_, W> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.at.renew();
        deserializer.deserialize_any(self)
    }
}

impl<'de, W: Walk> Visitor<'de> for Build<'_, W> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        self.left.take(0)?;
        let mut object = Map::new();
        while let Some(key) = map.next_key_seed(Key)? {
            if !self.walker.keep(&key) {
                map.next_value_seed(Skip(self.at))?;
                continue;
            }
            self.left.take(key.len())?;
            let value = map.next_value_seed(self.again())?;
            object.insert(key.into_owned(), value);
        }
        Ok(Value::Object(object))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Value, A::Error> {
        self.left.take(0)?;
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(self.again())? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.left.take(0)?;
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.left.take(0)?;
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.left.take(0)?;
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.left.take(0)?;
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.left.take(value.len())?;
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.left.take(0)?;
        Ok(Value::Null)
    }
}

/// Passes over a value of any size. serde's own way to do so would not bound the depth.
#[derive(Clone, Copy)]
pub(super) struct Skip<'p>(pub(super) &'p Position);

impl<'de> DeserializeSeed<'de> for Skip<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.renew();
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skip<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key_seed(self)?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}
