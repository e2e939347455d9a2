//! What the client knows: the items it was sent, and the assignments they add up to.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use console::truncate_str;
use serde::Deserialize;

/// Columns of a service's name, whose long ones would push the county off the line.
const SERVICE_WIDTH: usize = 36;

/// One item of the subscription.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    /// Where the stream stands after this item.
    pub(super) cursor: String,
    /// The cursor of the item before it.
    pub(super) follows: String,
    /// What happened; none on a mark that says "you have all until here".
    pub(super) notice: Option<Notice>,
    pub(super) assignment: Option<Assignment>,
    /// None when it is no longer visible.
    pub(super) referral: Option<Referral>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notice {
    kind: String,
    occurred_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Assignment {
    id: String,
    assigned_at: DateTime<Utc>,
    /// None while it lives.
    ending: Option<Ending>,
    /// None where the service has no 24-hour duty.
    outreach: Option<Outreach>,
}

#[derive(Debug, Clone, Deserialize)]
struct Ending {}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outreach {
    due_at: DateTime<Utc>,
    status: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Referral {
    number: String,
    service: Named,
    county: Option<Named>,
}

#[derive(Debug, Clone, Deserialize)]
struct Named {
    name: String,
}

impl Item {
    /// What happened, as one line.
    pub(super) fn line(&self, now: DateTime<Utc>) -> String {
        let (when, kind) = self.notice.as_ref().map_or((now, "MARK"), |notice| {
            (notice.occurred_at, notice.kind.as_str())
        });
        let when = when.to_rfc3339_opts(SecondsFormat::Secs, true);
        let about = match (&self.assignment, &self.referral) {
            (Some(assignment), Some(referral)) => row(assignment, referral, now),
            (None, Some(referral)) => referral.line(),
            (_, None) => "no longer visible".to_owned(),
        };
        format!("{when}  {kind:<17}  {about}")
    }
}

impl Referral {
    fn line(&self) -> String {
        let county = self.county.as_ref().map_or("–", |county| &county.name);
        let service = truncate_str(&self.service.name, SERVICE_WIDTH, "…");
        format!("{:<11}  {service:<SERVICE_WIDTH$}  {county}", self.number)
    }
}

impl Assignment {
    /// How the 24 hours to first outreach stand.
    fn duty(&self, now: DateTime<Utc>) -> String {
        let Some(outreach) = &self.outreach else {
            return "no outreach duty".to_owned();
        };
        match outreach.status.as_str() {
            "MET" => "outreach made".to_owned(),
            "CANCELLED" => "ended".to_owned(),
            "EXCUSED" => "excused by the plan".to_owned(),
            // Running or missed: the clock says how much is left, or how late it is.
            _ if now <= outreach.due_at => format!("{} left", span(outreach.due_at - now)),
            _ => format!("{} late", span(now - outreach.due_at)),
        }
    }

    /// The most pressing first; those without a running duty last, in the order they came.
    fn rank(&self) -> (bool, DateTime<Utc>) {
        match &self.outreach {
            Some(outreach) if outreach.status != "MET" => (false, outreach.due_at),
            _ => (true, self.assigned_at),
        }
    }
}

/// The assignments that live.
#[derive(Debug, Default)]
pub(super) struct Board {
    live: HashMap<String, (Assignment, Referral)>,
}

impl Board {
    pub(super) fn apply(&mut self, item: &Item) {
        let Some(assignment) = &item.assignment else {
            return;
        };
        match &item.referral {
            Some(referral) if assignment.ending.is_none() => {
                let row = (assignment.clone(), referral.clone());
                self.live.insert(assignment.id.clone(), row);
            }
            _ => {
                self.live.remove(&assignment.id);
            }
        }
    }

    /// Starts again from the whole work list.
    pub(super) fn replace(&mut self, rows: Vec<(Assignment, Referral)>) {
        self.live = rows
            .into_iter()
            .map(|row| (row.0.id.clone(), row))
            .collect();
    }

    /// One line for each, as of now.
    pub(super) fn lines(&self, now: DateTime<Utc>) -> Vec<String> {
        let mut rows: Vec<_> = self.live.values().collect();
        rows.sort_by(|(a, _), (b, _)| a.rank().cmp(&b.rank()).then_with(|| a.id.cmp(&b.id)));
        rows.iter()
            .map(|(assignment, referral)| row(assignment, referral, now))
            .collect()
    }
}

/// An assignment as one line, the time first: a narrow terminal cuts the end.
fn row(assignment: &Assignment, referral: &Referral, now: DateTime<Utc>) -> String {
    format!("{:>16}  {}", assignment.duty(now), referral.line())
}

/// Hours, minutes and seconds.
fn span(time: TimeDelta) -> String {
    let seconds = time.num_seconds();
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn item(id: &str, number: &str, due_at: &str, changes: &Value) -> Item {
        let mut item = json!({
            "cursor": "c2",
            "follows": "c1",
            "notice": { "kind": "REFERRAL_ASSIGNED", "occurredAt": "2026-11-21T10:00:00Z" },
            "assignment": {
                "id": id,
                "assignedAt": "2026-11-21T10:00:00Z",
                "ending": null,
                "outreach": { "dueAt": due_at, "status": "RUNNING" },
            },
            "referral": {
                                "number": number,
                "service": { "name": "Medically Tailored Meals" },
                "county": { "name": "Butte" },
            },
        });
        for (key, value) in changes.as_object().unwrap() {
            *item.pointer_mut(key).unwrap() = value.clone();
        }
        serde_json::from_value(item).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn time_left_turns_into_time_late_at_the_due_instant() {
        let mut board = Board::default();
        board.apply(&item("a", "AAAA", "2026-11-22T10:00:00Z", &json!({})));
        let duty = |now| board.lines(at(now)).remove(0);
        assert!(duty("2026-11-21T10:00:01Z").contains(" 23:59:59 left "));
        assert!(duty("2026-11-22T10:00:00Z").contains(" 0:00:00 left "));
        assert!(duty("2026-11-22T10:00:01Z").contains(" 0:00:01 late "));
    }

    #[test]
    fn the_most_pressing_comes_first_and_what_is_done_last() {
        let mut board = Board::default();
        board.apply(&item(
            "a",
            "DONE",
            "2026-11-22T08:00:00Z",
            &json!({ "/assignment/outreach/status": "MET" }),
        ));
        board.apply(&item("b", "LATER", "2026-11-22T10:00:00Z", &json!({})));
        board.apply(&item("c", "SOONER", "2026-11-22T09:00:00Z", &json!({})));
        let numbers: Vec<_> = board
            .lines(at("2026-11-22T00:00:00Z"))
            .iter()
            .map(|line| line.split_whitespace().nth(2).unwrap().to_owned())
            .collect();
        assert_eq!(numbers, ["SOONER", "LATER", "DONE"]);
    }

    #[test]
    fn what_ended_or_is_no_longer_visible_leaves_the_board() {
        for gone in [
            json!({ "/assignment/ending": { "at": "2026-11-21T12:00:00Z" } }),
            json!({ "/referral": null }),
        ] {
            let mut board = Board::default();
            board.apply(&item("a", "AAAA", "2026-11-22T10:00:00Z", &json!({})));
            let last = item("a", "AAAA", "2026-11-22T10:00:00Z", &gone);
            board.apply(&last);
            assert!(board.lines(at("2026-11-22T00:00:00Z")).is_empty());
            assert!(
                last.line(at("2026-11-22T00:00:00Z"))
                    .contains("REFERRAL_ASSIGNED")
            );
        }
    }
}
