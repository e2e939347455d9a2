//! The trades of the invented providers: what each does, and how much of it.

use std::ops::RangeInclusive;

use crate::reference::ServiceCode as Service;

/// What a provider lives on.
pub(super) struct Trade {
    /// How many of a hundred providers are in it.
    pub(super) weight: u32,
    /// What their names end in.
    pub(super) nouns: &'static [&'static str],
    /// What they offer, most usual first; at most four.
    pub(super) services: &'static [Service],
    /// What they call their places.
    pub(super) pool: &'static str,
    /// How many places one has.
    pub(super) places: RangeInclusive<i32>,
    /// Whether all its services draw on one pool, as where the same people do the work.
    pub(super) shares_pool: bool,
    /// In how many of a hundred cases it serves neighbouring counties as well.
    pub(super) spans: u32,
    /// In how many of a hundred cases it has a National Provider Identifier.
    pub(super) has_npi: u32,
}

impl Trade {
    /// Does it belong to Enhanced Care Management?
    pub(super) fn is_ecm(&self) -> bool {
        self.services.contains(&Service::Ecm)
    }
}

/// Meals, from one kitchen to several counties.
pub(super) const KITCHEN: usize = 0;
/// Finding and keeping a home.
pub(super) const HOUSING: usize = 1;
/// Care management by a health center.
pub(super) const HEALTH_CENTER: usize = 2;
/// Care management and housing, by one team.
pub(super) const STREET_TEAM: usize = 3;
/// Chairs for a night.
pub(super) const SOBERING: usize = TRADES.len() - 1;

/// All trades.
pub(super) const TRADES: &[Trade] = &[
    Trade {
        weight: 15,
        nouns: &[
            "Community Kitchen",
            "Table",
            "Medical Meals",
            "Pantry Project",
        ],
        services: &[Service::Meals],
        pool: "Kitchen",
        places: 24..=180,
        shares_pool: true,
        spans: 40,
        has_npi: 35,
    },
    Trade {
        weight: 22,
        nouns: &[
            "Housing Partners",
            "Homes Coalition",
            "Tenancy Project",
            "Housing Collaborative",
        ],
        services: &[
            Service::HousingNavigation,
            Service::HousingTenancy,
            Service::HousingDeposits,
            Service::TransitionalRent,
        ],
        pool: "Housing navigators",
        places: 14..=60,
        shares_pool: true,
        spans: 8,
        has_npi: 30,
    },
    Trade {
        weight: 9,
        nouns: &["Health Center", "Family Clinic", "Community Health"],
        services: &[Service::Ecm],
        pool: "Care managers",
        places: 40..=200,
        shares_pool: true,
        spans: 15,
        has_npi: 100,
    },
    Trade {
        weight: 9,
        nouns: &["Street Team", "Outreach Alliance", "Care Collective"],
        services: &[
            Service::Ecm,
            Service::HousingNavigation,
            Service::HousingTenancy,
        ],
        pool: "Outreach team",
        places: 20..=80,
        shares_pool: false,
        spans: 5,
        has_npi: 85,
    },
    Trade {
        weight: 10,
        nouns: &["Respite House", "Recovery Inn", "Healing House"],
        services: &[Service::RecuperativeCare, Service::ShortTermHousing],
        pool: "Beds",
        places: 8..=40,
        shares_pool: false,
        spans: 10,
        has_npi: 70,
    },
    Trade {
        weight: 12,
        nouns: &["Home Care", "Caregivers Cooperative", "Home Helpers"],
        services: &[Service::PersonalCare, Service::Respite],
        pool: "Caregivers",
        places: 12..=60,
        shares_pool: true,
        spans: 20,
        has_npi: 60,
    },
    Trade {
        weight: 9,
        nouns: &["Home Repair", "Accessible Builders", "Healthy Homes"],
        services: &[Service::HomeModifications, Service::AsthmaRemediation],
        pool: "Crews",
        places: 6..=24,
        shares_pool: false,
        spans: 30,
        has_npi: 15,
    },
    Trade {
        weight: 7,
        nouns: &["Transitions", "Homeward Services", "Community Living"],
        services: &[
            Service::AssistedLivingTransition,
            Service::CommunityTransition,
        ],
        pool: "Transition coordinators",
        places: 6..=30,
        shares_pool: true,
        spans: 25,
        has_npi: 75,
    },
    Trade {
        weight: 5,
        nouns: &["Day Program", "Skills Center"],
        services: &[Service::DayHabilitation],
        pool: "Seats",
        places: 12..=40,
        shares_pool: true,
        spans: 5,
        has_npi: 50,
    },
    Trade {
        weight: 2,
        nouns: &["Sobering Center", "Safe Harbor"],
        services: &[Service::SoberingCenter],
        pool: "Chairs",
        places: 8..=20,
        shares_pool: true,
        spans: 0,
        has_npi: 65,
    },
];

/// What the names of providers begin with.
pub(super) const NAME_STARTS: &[&str] = &[
    "Acorn Hill",
    "Agave",
    "Almond Row",
    "Amber Mesa",
    "Avocet",
    "Bay Laurel",
    "Black Sage",
    "Blue Dory",
    "Bristlecone",
    "Buckeye",
    "Calle Nueva",
    "Canyon Wren",
    "Cattail",
    "Chamise",
    "Cinco Palmas",
    "Clear Lantern",
    "Copper Gulch",
    "Cottonwood Bend",
    "Coyote Brush",
    "Dos Arroyos",
    "Dry Creek",
    "Elderberry",
    "Fern Hollow",
    "Fiddleneck",
    "Fog Line",
    "Foxtail",
    "Golden Yarrow",
    "Granite Step",
    "Gray Whale",
    "Hazel Fork",
    "High Tide",
    "Hummingbird",
    "Ironwood",
    "Juniper Flat",
    "Kelp Forest",
    "Kestrel",
    "La Higuera",
    "Larkspur Gate",
    "Long Pier",
    "Lupine",
    "Manzanita",
    "Mariposa Lily",
    "Marsh Hawk",
    "Milagro Grove",
    "Mission Fig",
    "Monarch Grove",
    "Morning Plover",
    "Mustard Field",
    "New Orchard",
    "Nopal",
    "North Jetty",
    "Ocotillo",
    "Olive Press",
    "Open Trellis",
    "Osprey",
    "Paloverde",
    "Pelican Row",
    "Pepperwood",
    "Persimmon",
    "Piñon",
    "Pomelo",
    "Quail Run",
    "Rabbitbrush",
    "Red Tile",
    "Redbud",
    "Rio Claro",
    "Saltgrass",
    "Sandpiper",
    "Scrub Jay",
    "Sierra Thistle",
    "Silver Lupine",
    "Sugar Pine",
    "Summer Fog",
    "Sycamore",
    "Tamarack",
    "Tarweed",
    "Third Bridge",
    "Toyon",
    "Tres Piedras",
    "Tule Wind",
    "Twin Herons",
    "Vernal Pool",
    "Walnut Grove Road",
    "White Alder",
    "Wild Fennel",
    "Yerba Buena Lane",
];
