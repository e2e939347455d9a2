//! Who plays in which story: a referrer, a member near it, a service, and providers that can
//! take the member.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::types::OrganizationId;

use super::dice::Dice;
use super::members::Protagonist;
use super::network::{HOME_COUNTY, Leads};
use super::people::Referrer;
use super::reach::Reach;
use super::script::{self, Beat};
use super::stage::Stage;
use crate::reference::{CountyFips, ServiceCode};
use crate::referrals::Urgency;

/// One referral, from its making to today.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Story {
    pub(super) referrer: OrganizationId,
    pub(super) member: Protagonist,
    pub(super) service: ServiceCode,
    pub(super) urgency: Urgency,
    /// What the referrer writes about the need.
    pub(super) needs: &'static str,
    /// Whether the referrer gives the CIN, so that the member is certain at once.
    pub(super) is_certain: bool,
    /// Providers that can take the member; the plan tries them in this order.
    pub(super) providers: Vec<OrganizationId>,
    pub(super) beats: Vec<Beat>,
}

/// Everybody who may be cast.
pub(super) struct Company<'a> {
    pub(super) leads: Leads,
    pub(super) referrers: &'a [Referrer],
    pub(super) members: &'a [Protagonist],
    pub(super) reach: &'a Reach,
}

/// A service, how often it is asked for, and in what words.
type Wish = (ServiceCode, u32, &'static [&'static str]);

const WISHES: [Wish; 15] = [
    (
        ServiceCode::Meals,
        18,
        &[
            "Home from hospital with heart failure; low-salt meals for the first weeks.",
            "Diabetes out of hand and an empty refrigerator; cannot stand long enough to cook.",
            "On dialysis three days a week, loses weight; needs renal meals.",
        ],
    ),
    (
        ServiceCode::HousingNavigation,
        17,
        &[
            "Sleeping in a car with two children; has a voucher and no landlord who takes it.",
            "Notice to leave by the end of the month; needs help to find and apply.",
        ],
    ),
    (
        ServiceCode::RecuperativeCare,
        22,
        &[
            "Discharge tomorrow with a healing leg and nowhere to rest it.",
            "Wound care twice a day for three weeks; lives outdoors.",
        ],
    ),
    (
        ServiceCode::Ecm,
        10,
        &["Five visits to the emergency room since spring; nobody holds the threads together."],
    ),
    (
        ServiceCode::PersonalCare,
        14,
        &["Needs help to bathe and dress while the county's assessment is pending."],
    ),
    (
        ServiceCode::HousingTenancy,
        8,
        &["Housed since August, two complaints by the landlord; wants to keep the place."],
    ),
    (
        ServiceCode::HousingDeposits,
        6,
        &["Lease is ready to sign; deposit and first utilities are not there."],
    ),
    (
        ServiceCode::HomeModifications,
        5,
        &["Uses a wheelchair since October; no ramp, and the bathroom door is too narrow."],
    ),
    (
        ServiceCode::Respite,
        10,
        &["The daughter who cares for her has not slept a whole night in weeks."],
    ),
    (
        ServiceCode::ShortTermHousing,
        10,
        &["Leaves the rehabilitation unit Friday; needs a room near the clinic to go on healing."],
    ),
    (
        ServiceCode::TransitionalRent,
        4,
        &["Leaves residential treatment with a housing plan; rent for the first months."],
    ),
    (
        ServiceCode::AsthmaRemediation,
        6,
        &["Nine years old, two admissions for asthma this year; mold in the bedroom."],
    ),
    (
        ServiceCode::DayHabilitation,
        8,
        &["Housed after years outside; wants to learn to run a household."],
    ),
    (
        ServiceCode::AssistedLivingTransition,
        5,
        &["Ready to leave the nursing facility for assisted living; needs the move arranged."],
    ),
    (
        ServiceCode::CommunityTransition,
        6,
        &["Ninety days in a nursing facility; a flat is found, with nothing in it."],
    ),
];

/// Casts about `count` stories, in every stage at least one.
pub(super) fn cast(
    seed: u64,
    count: usize,
    company: &Company<'_>,
    now: DateTime<Utc>,
) -> Vec<Story> {
    let mut nearby: BTreeMap<CountyFips, Vec<&Protagonist>> = BTreeMap::new();
    for member in company.members {
        nearby.entry(member.county).or_default().push(member);
    }
    let mut taken = BTreeSet::new();
    let mut stories = Vec::new();
    for (stage, of_300) in Stage::COUNTS {
        for place in 0..(of_300 * count / 300).max(1) {
            let mut dice = Dice::new(seed, "story", stories.len());
            let lead = match place % 10 {
                0 | 5 => Some(company.leads.kitchen),
                1 => Some(company.leads.housing),
                2 if !stage.needs_duty() => Some(company.leads.health_center),
                _ => None,
            };
            // Many a draw finds nobody who could serve; one of these does.
            let story = (0..400).find_map(|_| {
                let near = Scene {
                    company,
                    nearby: &nearby,
                    taken: &taken,
                };
                near.story(stage, lead, now, &mut dice)
            });
            if let Some(story) = story {
                taken.insert(story.member.id);
                stories.push(story);
            }
        }
    }
    stories
}

struct Scene<'a> {
    company: &'a Company<'a>,
    nearby: &'a BTreeMap<CountyFips, Vec<&'a Protagonist>>,
    taken: &'a BTreeSet<entity::types::MemberId>,
}

impl Scene<'_> {
    fn story(
        &self,
        stage: Stage,
        lead: Option<OrganizationId>,
        now: DateTime<Utc>,
        dice: &mut Dice,
    ) -> Option<Story> {
        let referrer = dice.weighted(self.company.referrers, |referrer| {
            let is_on_stage = lead.is_none() || referrer.county.as_str() == HOME_COUNTY;
            if is_on_stage { referrer.weight } else { 0 }
        });
        let member = *dice.pick(self.nearby.get(&referrer.county)?);
        let (service, _, needs) = dice.weighted(&WISHES, |(service, weight, _)| {
            let is_told = !stage.needs_duty() || *service != ServiceCode::Ecm;
            if is_told { *weight } else { 0 }
        });
        let mut providers =
            self.company
                .reach
                .providers(member.plan, service.as_str(), member.county, member.zip);
        let is_enough = providers.len() >= if stage.needs_choice() { 2 } else { 1 };
        let is_lead_among = lead.is_none_or(|lead| providers.contains(&lead));
        if self.taken.contains(&member.id) || !is_enough || !is_lead_among {
            return None;
        }
        // Plans ask their oldest partner first, more often than not; ids are in order of joining.
        let drawn = if dice.percent(75) {
            0
        } else {
            dice.between(0..=providers.len() - 1)
        };
        let first = lead
            .and_then(|lead| providers.iter().position(|provider| *provider == lead))
            .unwrap_or(drawn);
        providers.swap(0, first);
        let is_certain = stage != Stage::Received && dice.percent(55);
        Some(Story {
            referrer: referrer.id,
            member: member.clone(),
            service: *service,
            urgency: if dice.percent(24) {
                Urgency::Urgent
            } else {
                Urgency::Routine
            },
            needs: dice.pick::<&str>(needs),
            is_certain,
            beats: script::beats(stage, is_certain, providers.len() > 1, now, dice),
            providers,
        })
    }
}
