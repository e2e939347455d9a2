//! An authorization for the tests of rules.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{AuthorizationId, AuthorizationKind, AuthorizationStatus, OrganizationId};
use uuid::Uuid;

use super::model::{Asked, Authorization};
use crate::clocks::authorization::Limits;
use crate::reference::ServiceCode;

/// Thirty meals from 2026-11-01 to 2027-01-31, asked for on 2026-11-01; nothing is granted or used.
pub(crate) fn authorization(status: AuthorizationStatus) -> Authorization {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Authorization {
        id: AuthorizationId(Uuid::nil()),
        number: String::new(),
        plan: OrganizationId(Uuid::nil()),
        member: None,
        referral: None,
        provider: None,
        service: ServiceCode::Meals,
        procedure: None,
        county: None,
        kind: AuthorizationKind::Prior,
        status,
        version: 1,
        asked: Asked {
            by: OrganizationId(Uuid::nil()),
            account: None,
            at: "2026-11-01T18:00:00Z".parse::<DateTime<Utc>>().unwrap(),
            units: Some(30),
            cents: None,
            from_on: day("2026-11-01"),
            until_on: day("2027-01-31"),
            comment: None,
        },
        limits: Limits {
            business_days: None,
            calendar_days: None,
            hours: None,
            extension_days: 0,
            extension_from_receipt: true,
            pauses_for_information: false,
        },
        information_at: None,
        due_by_information: None,
        due_by_request: None,
        due_at: None,
        extended: None,
        granted: None,
        unclipped_until_on: None,
        announced: None,
        used_units: 0,
        used_cents: 0,
        proposed: None,
        decided: None,
        exception: None,
        renews: None,
        is_restricted: false,
        is_outline: false,
        last_entry: 0,
        last_event: 0,
    }
}
