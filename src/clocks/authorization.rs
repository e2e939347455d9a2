//! By when a plan decides a request for authorization. Two anchors, both kept, and the earlier
//! limit wins.
//!
//! ```text
//! requested_at ──────── 7 calendar days ────────→ by_request ┐
//!       │                                                    ├ the earlier: due_at
//!       └ information_at ── 5 business days ──→ by_information ┘
//!                  │ asked ░░░ answered │   the days between do not count (where the plan pauses)
//!
//! requested_at ── 72 h, 24 h, the plan's own 12 h ──→ by_request = due_at   (not standard)
//!
//! extended in time, nothing lacking   both limits give way to the extension
//! extended in time, something lacking by_request gives way; when what lacked has come, the
//!                                     business days run in full from then
//! ```
//! **Days.** A limit in days ends with the last microsecond of its day in California, and the day of
//! its anchor is not counted. A business day counts if nothing lacked when it began: so the day of
//! the information and the day of an answer do not count, and the day of a question does. Calendar
//! days end on whatever day they end on: they are federal, and the state's rule that a term does not
//! end on a holiday (Government Code section 6800) is not read into them. A limit in hours is clock
//! time, to the microsecond.
//!
//! **A pause moves the information's limit and no other.** The calendar days and the hours run from
//! the receipt of the request (42 CFR 438.210(d)(1) and (2)); what is not complete may be extended,
//! not stopped. A question on the last day gives no time: it needs an extension, as does one that
//! stays unanswered.
//!
//! **An extension** is taken before the limit it moves has passed (42 CFR 438.404(c)(4)); a later one
//! moves nothing. It ends some days after the day of the request (the practice of a plan in
//! California: a decision is deferred at most 14 days from the original receipt), or some days after
//! the day on which the limit would have ended (14 *additional* days, 42 CFR 438.210(d)); the plan's
//! policy says which. It never makes a limit earlier, and sets none where the plan has none. When it
//! was taken because something lacked, the plan decides within the ordinary business days once all
//! has come (Health and Safety Code section 1367.01(h)(5)), and by the extension's end at the latest.
//! No source extends the 24 hours of a service that is running.
//!
//! The numbers are a plan's policy on the day of the request, and hold for the request's life. The
//! five business days, 72 and 24 hours and the deferral are from plans' manuals; 12 hours is an
//! example of the state's for urgent services (S1 question 24). The 7 calendar days (from 2026), the
//! additional 14 and section 1367.01(h)(5) are as we know these texts, which we could not read.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::clock::{day_of, end_of};

use super::business::Calendar;

/// How fast a request must be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Within days of the information and of the request.
    Standard,
    /// Within hours: waiting could harm the member.
    Expedited,
    /// Within the plan's own shorter hours: a service that urgent need cannot wait for.
    Urgent,
    /// Within hours: the service is running and its authorization ends.
    Concurrent,
}

/// The clocks of a plan's policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Business days from the needed information; `None`: the plan counts none.
    pub standard_business_days: Option<i32>,
    /// Calendar days from the request; `None`: the plan counts none.
    pub standard_calendar_days: Option<i32>,
    /// Hours from an expedited request.
    pub expedited_hours: i32,
    /// Hours from a request for an urgent service; `None`: as expedited.
    pub urgent_hours: Option<i32>,
    /// Hours from a request for a service that is running.
    pub concurrent_hours: i32,
    /// Calendar days of an extension; 0: the plan takes none.
    pub extension_days: i32,
    /// Does an extension count from the day of the request? Otherwise from the day of the limit.
    pub extension_from_receipt: bool,
    /// Do days on which the plan waits for an answer not count?
    pub pauses_for_information: bool,
}

impl Terms {
    /// What holds for one request of that pace; kept with it.
    #[must_use]
    pub fn limits(&self, pace: Pace) -> Limits {
        let hours = match pace {
            Pace::Standard => None,
            Pace::Expedited => Some(self.expedited_hours),
            // The plan's own limit is inside the one for all that is expedited.
            Pace::Urgent => Some(match self.urgent_hours {
                Some(hours) => hours.min(self.expedited_hours),
                None => self.expedited_hours,
            }),
            Pace::Concurrent => Some(self.concurrent_hours),
        };
        let in_days = |days: Option<i32>| days.filter(|_| hours.is_none());
        Limits {
            business_days: in_days(self.standard_business_days),
            calendar_days: in_days(self.standard_calendar_days),
            hours,
            extension_days: match pace {
                Pace::Standard | Pace::Expedited | Pace::Urgent => self.extension_days,
                Pace::Concurrent => 0,
            },
            extension_from_receipt: self.extension_from_receipt,
            pauses_for_information: self.pauses_for_information,
        }
    }
}

/// The limits of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Business days from the needed information.
    pub business_days: Option<i32>,
    /// Calendar days from the request; of no effect beside hours.
    pub calendar_days: Option<i32>,
    /// Hours from the request.
    pub hours: Option<i32>,
    /// Calendar days of an extension; 0: there is none.
    pub extension_days: i32,
    /// Does an extension count from the day of the request? Otherwise from the day of the limit.
    pub extension_from_receipt: bool,
    /// Do days on which the plan waits for an answer not count?
    pub pauses_for_information: bool,
}

/// A question to whoever asked for the authorization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// When the plan asked.
    pub asked_at: DateTime<Utc>,
    /// When the answer came, if it did.
    pub answered_at: Option<DateTime<Utc>>,
}

impl Question {
    fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.asked_at <= at && self.answered_at.is_none_or(|answered_at| at < answered_at)
    }

    /// Does its open time keep that day from counting?
    fn holds(&self, day: NaiveDate) -> bool {
        let is_answered_before = |at: DateTime<Utc>| day_of(at) < day;
        day_of(self.asked_at) < day && !self.answered_at.is_some_and(is_answered_before)
    }
}

/// What happened to a request, as far as its clock goes by it.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// When the plan received it.
    pub requested_at: DateTime<Utc>,
    /// When the plan first had what it needs; `None`: something was lacking from the start.
    pub information_at: Option<DateTime<Utc>>,
    /// What the plan asked since.
    pub questions: &'a [Question],
    /// When the plan took its extension, if it did.
    pub extended_at: Option<DateTime<Utc>>,
}

/// By when a request is to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// The limit that runs from the information; `None`: there is none, or it stands still.
    pub by_information: Option<DateTime<Utc>>,
    /// The limit that runs from the request; `None`: there is none.
    pub by_request: Option<DateTime<Utc>>,
    /// The earlier of the two.
    pub due_at: Option<DateTime<Utc>>,
    /// Does the information's limit stand still because something is lacking?
    pub is_paused: bool,
}

/// The deadlines of a request under its limits and by the plan's business days.
#[must_use]
pub fn deadlines(limits: &Limits, course: &Course<'_>, calendar: &Calendar) -> Deadlines {
    let clock = Clock {
        limits,
        course,
        calendar,
    };
    let before = clock.joined(
        clock.by_information(clock.complete_at()),
        clock.by_request(),
    );
    let in_time = |at: &DateTime<Utc>| before.due_at.is_some_and(|due_at| *at <= due_at);
    match course.extended_at.filter(in_time) {
        Some(extended_at) if limits.extension_days > 0 => clock.extended(&before, extended_at),
        Some(_) | None => before,
    }
}

/// One request's limits, course and calendar together.
struct Clock<'a> {
    limits: &'a Limits,
    course: &'a Course<'a>,
    calendar: &'a Calendar,
}

impl Clock<'_> {
    /// The questions, where they move anything.
    fn questions(&self) -> &[Question] {
        if self.limits.pauses_for_information {
            self.course.questions
        } else {
            &[]
        }
    }

    /// When the plan first had all, which is not before it had the request.
    fn complete_at(&self) -> Option<DateTime<Utc>> {
        let at = self.course.information_at;
        at.map(|at| at.max(self.course.requested_at))
    }

    fn by_request(&self) -> Option<DateTime<Utc>> {
        let from = self.course.requested_at;
        if let Some(hours) = self.limits.hours {
            return Some(from + TimeDelta::hours(i64::from(hours)));
        }
        let days = self.limits.calendar_days?;
        Some(end_of(day_of(from) + TimeDelta::days(i64::from(days))))
    }

    /// The end of the last business day of the term that follows `complete_at`, leaving out days on
    /// which a question was open; `None` while one is.
    fn by_information(&self, complete_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let days = self.limits.business_days?;
        let from = day_of(complete_at?);
        let last = usize::try_from(days).ok()?.checked_sub(1)?;
        let open = self.questions().iter();
        let stands_from = open
            .filter(|question| question.answered_at.is_none())
            .map(|question| day_of(question.asked_at))
            .min();
        let day = self
            .calendar
            .business_days(from)
            .take_while(|day| stands_from.is_none_or(|stands_from| *day <= stands_from))
            .filter(|day| !self.questions().iter().any(|question| question.holds(*day)))
            .nth(last)?;
        Some(end_of(day))
    }

    fn open_at(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Question> {
        let questions = self.questions().iter();
        questions.filter(move |question| question.is_open(at))
    }

    fn is_lacking(&self, at: DateTime<Utc>) -> bool {
        let is_incomplete = self
            .complete_at()
            .is_none_or(|complete_at| at < complete_at);
        is_incomplete || self.open_at(at).next().is_some()
    }

    /// When all had come that lacked at `at`; `None` while it has not.
    fn complete_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let answers = self.open_at(at).map(|question| question.answered_at);
        answers.fold(self.complete_at(), |latest, answer| {
            Some(latest?.max(answer?))
        })
    }

    fn extended(&self, before: &Deadlines, extended_at: DateTime<Utc>) -> Deadlines {
        let later = |limit: DateTime<Utc>| {
            let from = if self.limits.extension_from_receipt {
                self.course.requested_at
            } else {
                limit
            };
            let days = TimeDelta::days(i64::from(self.limits.extension_days));
            limit.max(end_of(day_of(from) + days))
        };
        let by_information = if self.is_lacking(extended_at) {
            self.by_information(self.complete_after(extended_at))
        } else {
            before.by_information.map(later)
        };
        self.joined(by_information, before.by_request.map(later))
    }

    fn joined(
        &self,
        by_information: Option<DateTime<Utc>>,
        by_request: Option<DateTime<Utc>>,
    ) -> Deadlines {
        Deadlines {
            by_information,
            by_request,
            due_at: by_information.into_iter().chain(by_request).min(),
            is_paused: self.limits.business_days.is_some() && by_information.is_none(),
        }
    }
}

#[cfg(test)]
mod tests;
