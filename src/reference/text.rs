//! Text forms: what the newtypes and closed sets of this area share.
//!
//! Every type here has exactly one spelling, used alike by the API, the database and the data
//! files. Parsing is strict: no trimming, no change of case. Parse errors never repeat the input,
//! because what people type may identify a member and errors end up in logs.

use std::fmt;
use std::str;

/// Exactly `N` ASCII bytes; small enough to copy, ordered as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ShortText<const N: usize>([u8; N]);

impl<const N: usize> ShortText<N> {
    /// `None` unless `text` is `N` ASCII bytes that all pass `allowed`.
    pub(super) fn new(text: &str, allowed: fn(&u8) -> bool) -> Option<Self> {
        let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
        (bytes.is_ascii() && bytes.iter().all(allowed)).then_some(Self(bytes))
    }

    pub(super) fn as_str(&self) -> &str {
        // ASCII by construction, so the default is never taken.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Debug for ShortText<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The text is not one of a closed set; the message lists the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind}; use one of {}", .known.join(", "))]
pub struct UnknownCode {
    /// What was wanted, in words.
    pub kind: &'static str,
    /// Every accepted text.
    pub known: &'static [&'static str],
}

/// `Display`, `Serialize` and `Deserialize` by way of `as_str` and `FromStr`.
macro_rules! text_form {
    ($name:ty) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// A closed set of values, each with its one text code.
macro_rules! closed_set {
    (
        $(#[$doc:meta])*
        $name:ident: $kind:literal {
            $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The text code: the same in the API, the database and the data files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::reference::text::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::reference::text::UnknownCode {
                        kind: $kind,
                        known: &[$($text,)+],
                    }),
                }
            }
        }

        $crate::reference::text::text_form!($name);
    };
}

pub(super) use {closed_set, text_form};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_has_one_length_and_one_alphabet() {
        let digits = |text| ShortText::<5>::new(text, u8::is_ascii_digit);
        assert_eq!(digits("90001").unwrap().as_str(), "90001");
        for wrong in [
            "",
            "9000",
            "900011",
            "9000a",
            " 9001",
            "9000\u{0661}",
            "\u{0661}\u{0661}1",
        ] {
            assert!(digits(wrong).is_none(), "{wrong:?}");
        }
    }
}
