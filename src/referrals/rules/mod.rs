//! What people may type into the acts. Pure: all mistakes at once, nothing changed.

mod details;
mod intake;
mod work;

pub(super) use intake::{CheckedReferral, check_consent, check_new};
pub(super) use work::{
    check_attempt, check_close, check_correction, check_decline, check_end, check_hand_off,
    check_hold, check_note, check_start, check_why,
};

use crate::providers::coverage::Place;
use crate::reference::{CountyFips, Reference, ZipCode};

/// Where the service is needed: what the referral says, else where the member lives.
pub(super) fn place(
    referral: (Option<CountyFips>, Option<ZipCode>),
    member: (CountyFips, Option<ZipCode>),
    reference: &Reference,
) -> Place {
    match referral {
        (Some(county), zip) => Place {
            counties: vec![county],
            zip,
        },
        (None, Some(zip)) => {
            let counties = reference
                .zip(zip)
                .map_or_else(Vec::new, |zip| zip.counties.clone());
            Place {
                counties,
                zip: Some(zip),
            }
        }
        (None, None) => Place {
            counties: vec![member.0],
            zip: member.1,
        },
    }
}

fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|typed| !typed.is_empty())
}
