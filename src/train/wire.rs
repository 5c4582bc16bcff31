//! Values as bytes and back, bit for bit: what two instances of the program send each other where they share no memory.

use std::sync::Arc;

use ndarray::{Array1, Array2};

/// What can be sent.
pub trait Wire: Sized {
    /// Appends it.
    fn put(&self, to: &mut Vec<u8>);
    /// Takes it from the front; `None` where the bytes are no such thing.
    fn take(from: &mut &[u8]) -> Option<Self>;
}

/// A struct as its fields, in their order.
macro_rules! wire {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {$(
        impl $crate::train::wire::Wire for $name {
            fn put(&self, to: &mut Vec<u8>) {
                $(self.$field.put(to);)+
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::train::wire::Wire::take(from)?,)+ })
            }
        }
    )+};
}
pub(super) use wire;

macro_rules! numbers {
    ($($name:ident)+) => {$(
        impl Wire for $name {
            fn put(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )+};
}

numbers! { u8 u64 f32 f64 }

impl Wire for usize {
    fn put(&self, to: &mut Vec<u8>) {
        (*self as u64).put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        u64::take(from)?.try_into().ok()
    }
}

impl Wire for bool {
    fn put(&self, to: &mut Vec<u8>) {
        u8::from(*self).put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        match u8::take(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Wire for String {
    fn put(&self, to: &mut Vec<u8>) {
        self.len().put(to);
        to.extend_from_slice(self.as_bytes());
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let length = usize::take(from)?;
        let (text, rest) = from.split_at_checked(length)?;
        *from = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        match bool::take(from)? {
            true => T::take(from).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.len().put(to);
        self.iter().for_each(|value| value.put(to));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let length = usize::take(from)?;
        // Whatever is sent takes a byte at least: a length that lies gets no memory.
        let mut all = Self::with_capacity(length.min(from.len()));
        for _ in 0..length {
            all.push(T::take(from)?);
        }
        Some(all)
    }
}

impl<T: Wire> Wire for Arc<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.as_ref().put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        T::take(from).map(Self::new)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
        self.1.put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl<T: Wire + Copy> Wire for [T; 2] {
    fn put(&self, to: &mut Vec<u8>) {
        (self[0], self[1]).put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        <(T, T)>::take(from).map(|(a, b)| [a, b])
    }
}

impl Wire for Array1<f32> {
    fn put(&self, to: &mut Vec<u8>) {
        self.to_vec().put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Vec::take(from).map(Self::from)
    }
}

impl Wire for Array2<f32> {
    fn put(&self, to: &mut Vec<u8>) {
        self.dim().put(to);
        self.iter().for_each(|x| x.put(to));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let (rows, columns) = Wire::take(from)?;
        let length = usize::checked_mul(rows, columns)?;
        let (bytes, rest) = from.split_at_checked(length.checked_mul(size_of::<f32>())?)?;
        *from = rest;
        let numbers = bytes.as_chunks().0.iter().map(|x| f32::from_le_bytes(*x));
        Self::from_shape_vec((rows, columns), numbers.collect()).ok()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::arr2;

    use super::*;

    fn check<T: Wire + PartialEq + std::fmt::Debug>(value: T) {
        let mut bytes = Vec::new();
        value.put(&mut bytes);
        let mut from = bytes.as_slice();
        assert_eq!(T::take(&mut from).as_ref(), Some(&value));
        assert!(from.is_empty(), "{value:?} leaves {} bytes", from.len());
        for cut in 0..bytes.len() {
            assert_eq!(T::take(&mut &bytes[..cut]), None, "{value:?} cut at {cut}");
        }
    }

    #[test]
    fn what_is_sent_arrives_and_half_of_it_is_nothing() {
        check(7_u64);
        check(true);
        check("角度".to_owned());
        check(vec![(1.5_f64, Some(2_usize)), (f64::INFINITY, None)]);
        check([0.25_f32, -0.0]);
        check(arr2(&[
            [1.0_f32, 2.0],
            [3.0, 4.0],
            [5.0, f32::MIN_POSITIVE],
        ]));
        check(Array1::from(vec![1.0_f32]));
    }

    #[test]
    fn a_length_that_lies_takes_no_memory() {
        let mut bytes = Vec::new();
        u64::MAX.put(&mut bytes);
        u64::MAX.put(&mut bytes);
        assert_eq!(Vec::<u8>::take(&mut bytes.as_slice()), None);
        assert!(Array2::<f32>::take(&mut bytes.as_slice()).is_none());
        assert!(String::take(&mut bytes.as_slice()).is_none());
    }
}
