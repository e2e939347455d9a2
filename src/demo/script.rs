//! What happens in a story, and how long after what went before: one script for each stage that a
//! referral can be in.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use entity::types::{OutreachMethod, OutreachOutcome};

use super::dice::Dice;
use super::stage::{DAY, HOUR, Stage, ZONE};
use crate::reference::ClosureReason;
use crate::referrals::DeclineReason;

/// What is younger than this may still be about to happen, so its times are left alone.
const FRESH: i64 = 9 * HOUR;

/// One act of a story; who acts follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Act {
    Create,
    Confirm,
    Assign,
    Reassign,
    Accept,
    Decline(DeclineReason),
    Outreach {
        method: OutreachMethod,
        outcome: OutreachOutcome,
        minutes: f64,
    },
    StartService,
    EndService,
    CloseByProvider(ClosureReason),
    CloseByPlan(ClosureReason, Option<&'static str>),
}

/// One act and its instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beat {
    pub(super) at: DateTime<Utc>,
    pub(super) act: Act,
}

/// Acts, each with the minutes since the one before.
struct Script<'a> {
    dice: &'a mut Dice,
    acts: Vec<(i64, Act)>,
}

/// The beats of a story that stands at `stage` at the instant `now`. `is_certain`: the referrer
/// gave the CIN, so that the plan need not confirm the member.
pub(super) fn beats(
    stage: Stage,
    is_certain: bool,
    has_choice: bool,
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> Vec<Beat> {
    let age = stage.age(now, dice);
    let mut script = Script {
        dice,
        acts: vec![(0, Act::Create)],
    };
    if !is_certain && stage != Stage::Received {
        script.then(12..=900, Act::Confirm);
    }
    script.tell(stage, has_choice);
    script.end(now, age)
}

impl Script<'_> {
    fn then(&mut self, after: RangeInclusive<i64>, act: Act) {
        let gap = self.dice.between(after);
        self.acts.push((gap, act));
    }

    fn tell(&mut self, stage: Stage, has_choice: bool) {
        match stage {
            Stage::Received => {}
            Stage::Ready => {
                if self.dice.percent(30) {
                    self.assign();
                    self.decline();
                }
            }
            Stage::Running | Stage::Overdue => self.assign(),
            Stage::RunningAccepted => {
                self.assign();
                self.then(8..=150, Act::Accept);
            }
            Stage::InOutreach => {
                self.assign();
                self.reach_out();
                self.try_again(2);
            }
            Stage::Moved => {
                self.assign();
                self.then(26 * HOUR..=40 * HOUR, Act::Reassign);
                self.reach_out();
            }
            Stage::InService => self.serve(has_choice),
            Stage::Served => {
                self.serve(has_choice);
                self.then(5 * DAY..=29 * DAY, Act::EndService);
            }
            Stage::UnableToReach => {
                self.assign();
                self.reach_out_with(&[OutreachOutcome::NoAnswer, OutreachOutcome::MessageLeft]);
                for _ in 0..self.dice.between(2..=3) {
                    self.attempt(
                        10 * HOUR..=3 * DAY,
                        &[
                            OutreachOutcome::NoAnswer,
                            OutreachOutcome::MessageLeft,
                            OutreachOutcome::WrongContact,
                            OutreachOutcome::NoShow,
                        ],
                    );
                }
                let reason = ClosureReason::UnableToReach;
                self.then(HOUR..=2 * DAY, Act::CloseByProvider(reason));
            }
            Stage::Unwanted => {
                self.assign();
                self.reach_out();
                self.attempt(5 * HOUR..=2 * DAY, &[OutreachOutcome::Refused]);
                let reason = ClosureReason::NoLongerNeedsOrDeclines;
                self.then(10..=DAY, Act::CloseByProvider(reason));
            }
            Stage::NotEligible => {
                self.assign();
                self.then(30..=6 * HOUR, Act::Accept);
                self.reach_out();
                let reason = ClosureReason::NoLongerEligible;
                self.then(DAY..=4 * DAY, Act::CloseByPlan(reason, None));
            }
            Stage::NoProvider => {
                for _ in 0..2 {
                    self.assign();
                    self.decline();
                }
                let reason = ClosureReason::ProviderDeclined;
                self.then(2 * HOUR..=2 * DAY, Act::CloseByPlan(reason, None));
            }
            Stage::Withdrawn => {
                let note = "The referrer withdrew it: the person went home to family out of state.";
                let act = Act::CloseByPlan(ClosureReason::Other, Some(note));
                self.then(3 * HOUR..=2 * DAY, act);
            }
        }
    }

    fn assign(&mut self) {
        self.then(25..=24 * HOUR, Act::Assign);
    }

    fn decline(&mut self) {
        let reason = *self.dice.pick(&[
            DeclineReason::AtCapacity,
            DeclineReason::AtCapacity,
            DeclineReason::CannotMeetNeed,
            DeclineReason::OutsideArea,
        ]);
        self.then(HOUR..=20 * HOUR, Act::Decline(reason));
    }

    /// From assignment to the start of the service.
    fn serve(&mut self, has_choice: bool) {
        self.assign();
        if has_choice && self.dice.percent(12) {
            self.decline();
            self.assign();
        }
        if self.dice.percent(55) {
            self.then(15..=5 * HOUR, Act::Accept);
        }
        self.reach_out();
        self.try_again(1);
        self.then(8 * HOUR..=6 * DAY, Act::StartService);
    }

    /// The first attempt, in time in nine of ten cases.
    fn reach_out(&mut self) {
        self.reach_out_with(&[
            OutreachOutcome::Reached,
            OutreachOutcome::Reached,
            OutreachOutcome::Reached,
            OutreachOutcome::ReachedThroughOther,
            OutreachOutcome::MessageLeft,
            OutreachOutcome::NoAnswer,
        ]);
    }

    fn reach_out_with(&mut self, outcomes: &[OutreachOutcome]) {
        let gap = if self.dice.percent(90) {
            20..=18 * HOUR
        } else {
            25 * HOUR..=46 * HOUR
        };
        self.attempt(gap, outcomes);
    }

    fn try_again(&mut self, at_most: usize) {
        for _ in 0..self.dice.between(0..=at_most) {
            self.attempt(
                8 * HOUR..=2 * DAY,
                &[OutreachOutcome::Reached, OutreachOutcome::MessageLeft],
            );
        }
    }

    fn attempt(&mut self, gap: RangeInclusive<i64>, outcomes: &[OutreachOutcome]) {
        let outcome = *self.dice.pick(outcomes);
        let method = match outcome {
            OutreachOutcome::NoShow => OutreachMethod::InPerson,
            OutreachOutcome::MessageLeft => *self.dice.pick(&[
                OutreachMethod::Telephone,
                OutreachMethod::Telephone,
                OutreachMethod::Text,
                OutreachMethod::Mail,
            ]),
            OutreachOutcome::Reached
            | OutreachOutcome::ReachedThroughOther
            | OutreachOutcome::NoAnswer
            | OutreachOutcome::WrongContact
            | OutreachOutcome::Refused => *self.dice.pick(&[
                OutreachMethod::Telephone,
                OutreachMethod::Telephone,
                OutreachMethod::Telephone,
                OutreachMethod::InPerson,
                OutreachMethod::Video,
            ]),
        };
        let minutes = f64::from(self.dice.between(1..=28));
        self.then(
            gap,
            Act::Outreach {
                method,
                outcome,
                minutes,
            },
        );
    }

    /// Puts the acts into time, so that the last was `age` minutes before `now`, give or take
    /// the seconds of a minute: acts are further apart than that.
    fn end(self, now: DateTime<Utc>, age: i64) -> Vec<Beat> {
        let Self { dice, acts } = self;
        let was_given_today = matches!(acts.last(), Some((_, Act::Assign | Act::Accept)));
        let is_fresh = age < FRESH || (was_given_today && age < DAY);
        let span: i64 = acts.iter().map(|(gap, _)| gap).sum();
        let mut ago = age + span;
        acts.into_iter()
            .map(|(gap, act)| {
                ago -= gap;
                let seconds = TimeDelta::microseconds(dice.between(0..=59_999_999));
                let at = now - TimeDelta::minutes(ago) + seconds;
                Beat {
                    at: if is_fresh { at } else { in_office_hours(at) },
                    act,
                }
            })
            .collect()
    }
}

/// Squeezes the 24 hours of each day between 8 and 18 o'clock. Order stays, and what was within
/// 24 hours of each other stays so, what was not does not become so: a day later is squeezed to a
/// day later. It moves nothing by more than 8 hours.
fn in_office_hours(at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at + ZONE;
    let seconds = i64::from(local.num_seconds_from_midnight());
    at + TimeDelta::seconds(8 * 3600 + seconds * 10 / 24 - seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn office_hours_keep_order_and_what_is_within_a_day() {
        let first = at("2026-10-31T00:00:00Z");
        for start in (0..48 * 60).step_by(37) {
            for gap in [0, 1, 59, 700, 1439, 1440, 1441, 2000, 2881] {
                let (a, b) = (
                    first + TimeDelta::minutes(start),
                    first + TimeDelta::minutes(start + gap),
                );
                let (squeezed_a, squeezed_b) = (in_office_hours(a), in_office_hours(b));
                assert!(squeezed_a <= squeezed_b);
                assert_eq!(
                    b - a <= TimeDelta::days(1),
                    squeezed_b - squeezed_a <= TimeDelta::days(1)
                );
                assert!((8..18).contains(&(squeezed_a + ZONE).hour()));
                assert!((squeezed_a - a).abs() <= TimeDelta::hours(8));
            }
        }
    }

    #[test]
    fn every_stage_ends_before_now_and_begins_within_sixty_days() {
        let now = at("2026-11-22T09:12:00Z");
        for (place, (stage, _)) in Stage::COUNTS.into_iter().enumerate() {
            for run in 0..200 {
                let mut dice = Dice::new(run, "test", place);
                let beats = beats(stage, run % 2 == 0, true, now, &mut dice);
                assert!(beats.is_sorted_by_key(|beat| beat.at), "{stage:?}");
                assert!(beats.last().unwrap().at < now, "{stage:?}");
                assert!(beats[0].at > now - TimeDelta::days(61), "{stage:?}");
            }
        }
    }
}
