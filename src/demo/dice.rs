//! Chance that repeats itself: one independent stream of it for each purpose, so that a change in
//! one corner of the demonstration leaves the others as they were.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use rand::distr::uniform::SampleUniform;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use crate::entropy::{SeededEntropy, uuid_v7};

/// One stream of chance.
pub(super) struct Dice {
    rng: StdRng,
    ids: SeededEntropy,
}

impl Dice {
    /// The stream of a seed for the `index`th thing of a purpose.
    pub(super) fn new(seed: u64, purpose: &str, index: usize) -> Self {
        let stream = stream(seed, purpose, index);
        Self {
            rng: StdRng::seed_from_u64(stream),
            ids: SeededEntropy::new(stream.rotate_left(17)),
        }
    }

    /// A number of the range, ends included.
    pub(super) fn between<T: SampleUniform + PartialOrd>(&mut self, range: RangeInclusive<T>) -> T {
        self.rng.random_range(range)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, chance: u32) -> bool {
        self.rng.random_range(0..100) < chance
    }

    /// One of them, each as likely. There must be one.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.rng.random_range(0..from.len())]
    }

    /// One of them, as likely as its weight says. The weights must not all be 0.
    pub(super) fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        let total: u32 = from.iter().map(&weight).sum();
        let mut left = self.rng.random_range(0..total);
        for thing in from {
            let weight = weight(thing);
            if left < weight {
                return thing;
            }
            left -= weight;
        }
        &from[0]
    }

    /// Puts them in another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.rng.random_range(0..=last));
        }
    }

    /// Some of them, in their order: so many, or all if there are fewer.
    pub(super) fn some<T: Copy>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut places: Vec<usize> = (0..from.len()).collect();
        self.shuffle(&mut places);
        places.truncate(count);
        places.sort_unstable();
        places.into_iter().map(|place| from[place]).collect()
    }

    /// A new id of that instant.
    pub(super) fn new_id(&self, at: DateTime<Utc>) -> Uuid {
        uuid_v7(at, &self.ids)
    }
}

/// A seed of its own for each purpose and index (FNV-1a).
pub(super) fn stream(seed: u64, purpose: &str, index: usize) -> u64 {
    let index = u64::try_from(index).unwrap_or(u64::MAX).to_le_bytes();
    seed.to_le_bytes()
        .iter()
        .chain(purpose.as_bytes())
        .chain(&index)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

/// A day that is written in the code.
pub(super) const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// Nine in the morning of a Californian winter's day.
pub(super) fn morning(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(17)
}
