//! Invented names: people of many origins, streets, and the area codes of telephones.
//!
//! Given and family names are drawn apart, so a name that belongs to somebody is chance. Every
//! number ends in 555-01xx, the range that is kept free for stories.

use super::dice::Dice;
use crate::reference::CountyFips;

/// Where names and languages come from.
struct Origin {
    weight: u32,
    /// Separated by spaces, as below.
    given: &'static str,
    family: &'static str,
    /// The languages that people of this origin may prefer to English.
    languages: &'static str,
    /// In how many of a hundred cases they do.
    prefers: u32,
}

/// A person's name and preferred language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonName {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    /// ISO 639 code of the reference data.
    pub(super) language: &'static str,
}

/// Somebody's name.
pub(super) fn person(dice: &mut Dice) -> PersonName {
    let origin = dice.weighted(ORIGINS, |origin| origin.weight);
    let language = if dice.percent(origin.prefers) {
        word(dice, origin.languages)
    } else {
        "en"
    };
    PersonName {
        first: word(dice, origin.given),
        last: word(dice, origin.family),
        language,
    }
}

fn word(dice: &mut Dice, words: &'static str) -> &'static str {
    let words: Vec<&str> = words.split_whitespace().collect();
    dice.pick::<&str>(&words)
}

/// Street and number.
pub(super) fn street(dice: &mut Dice) -> String {
    let number = dice.between(12..=4_980);
    let name = dice.pick(STREETS);
    let kind = dice.pick(&["Street", "Avenue", "Way", "Road", "Lane", "Drive", "Court"]);
    format!("{number} {name} {kind}")
}

/// A telephone number of the county, E.164.
pub(super) fn phone(dice: &mut Dice, county: CountyFips) -> String {
    let place = county.as_str()[2..].parse::<usize>().unwrap_or(1) / 2;
    let area = AREA_CODES.get(place).copied().unwrap_or("916");
    format!("+1{area}55501{:02}", dice.between(0..=99))
}

/// By county, in the order of their codes.
const AREA_CODES: [&str; 58] = [
    "510", "530", "209", "530", "209", "530", "925", "707", "530", "559", "530", "707", "760",
    "760", "661", "559", "707", "530", "213", "559", "415", "209", "707", "209", "530", "760",
    "831", "707", "530", "714", "916", "530", "951", "916", "831", "909", "619", "415", "209",
    "805", "650", "805", "408", "831", "530", "530", "530", "707", "707", "209", "530", "530",
    "530", "559", "209", "805", "530", "530",
];

const STREETS: &[&str] = &[
    "Alder",
    "Almond",
    "Apricot",
    "Bay Laurel",
    "Blackberry",
    "Buckeye",
    "Canal",
    "Cedar",
    "Ceanothus",
    "Chaparral",
    "Clover",
    "Cottonwood",
    "Coyote",
    "Creekside",
    "Cypress",
    "Depot",
    "Egret",
    "Elderberry",
    "Fennel",
    "Fig",
    "Foothill",
    "Granite",
    "Harvest",
    "Heron",
    "Juniper",
    "Kestrel",
    "Larkspur",
    "Lemon",
    "Lupine",
    "Madrone",
    "Manzanita",
    "Mesa",
    "Mill",
    "Monarch",
    "Olive",
    "Orchard",
    "Orchid",
    "Palm",
    "Pepper Tree",
    "Pistachio",
    "Plum",
    "Quail",
    "Railroad",
    "Redbud",
    "Sage",
    "School",
    "Shasta Daisy",
    "Sorrel",
    "Sparrow",
    "Sycamore",
    "Tamarack",
    "Toyon",
    "Tule",
    "Valley",
    "Walnut",
    "Willow",
    "Wren",
    "Yarrow",
];

const ORIGINS: &[Origin] = &[
    Origin {
        weight: 40,
        given: "Adriana Alejandro Ana Beatriz Carlos Claudia Daniel Diego Elena Esperanza Fernando \
            Gabriela Graciela Hector Ignacio Isabel Javier Jesús José Juana Leticia Lourdes Luis \
            María Mateo Miguel Óscar Paola Ramón Rosa Sofía Yolanda",
        family: "Aguilar Álvarez Barajas Camacho Castañeda Cervantes Delgado Escobedo Figueroa \
            Fuentes Gallegos Hinojosa Ibarra Jáuregui Ledesma Macías Medrano Navarrete Núñez \
            Orozco Palomino Quiroz Rentería Saldaña Tinajero Urrutia Villaseñor Zambrano",
        languages: "es",
        prefers: 55,
    },
    Origin {
        weight: 17,
        given: "Abigail Brian Carol Clara Dale Deborah Edward Emily Frank Grace Harold Heather Jack \
            Judith Kyle Linda Martin Nora Patricia Ray Ruth Scott Teresa Walter",
        family: "Abbott Barlow Callahan Dunleavy Eastwick Fairbanks Garrity Hollis Ingram Jessup \
            Kendrick Lindqvist Merriweather Novak O'Dell Pruitt Quigley Rasmussen Stoddard \
            Thackeray Whitlock",
        languages: "en",
        prefers: 0,
    },
    Origin {
        weight: 10,
        given: "Aaliyah Andre Darnell Denise Ebony Isaiah Jamal Keisha Latoya Malik Monique Nia Otis \
            Renee Terrance Yvonne",
        family: "Baptiste Broussard Caldwell Dupree Fontenot Gaines Hightower Jefferson Lattimore \
            Mayfield Pettiway Rhodes Toussaint Witherspoon",
        languages: "en",
        prefers: 0,
    },
    Origin {
        weight: 7,
        given: "An Bao Chau Dung Hanh Hoa Huong Khanh Lan Linh Minh Ngoc Phuong Quang Thuy Tuan",
        family: "Bùi Cao Đặng Đinh Hoàng Huỳnh Lý Nguyễn Phạm Phan Trần Trương Võ Vũ",
        languages: "vi",
        prefers: 60,
    },
    Origin {
        weight: 7,
        given: "Ah-Kum Bik-Yuk Chun Fang Guowei Haoran Jie Kam-Wing Lihua Mei Pui-Ling Shu-Fen \
            Wai-Man Xiaoming Yan Zhen",
        family: "Au Chiu Fong Guan Hsu Kwok Lau Leung Mak Ng Ouyang Szeto Tse Wei Yip Zhou",
        languages: "yue cmn zh",
        prefers: 60,
    },
    Origin {
        weight: 6,
        given: "Angelica Benjie Corazon Danilo Emerita Ferdinand Imelda Jovelyn Ligaya Marisol \
            Reynaldo Teodoro",
        family: "Abad Bautista Catacutan Dimaculangan Evangelista Galang Lacson Magsaysay Ocampo \
            Pangilinan Salonga Tolentino",
        languages: "tl ilo",
        prefers: 35,
    },
    Origin {
        weight: 3,
        given: "Bee Chue Goua Kao Mai Nhia Pang Pao See Tou Xeng Yer",
        family: "Cha Her Kue Lor Moua Thao Vang Vue Xiong Yang",
        languages: "hmn",
        prefers: 55,
    },
    Origin {
        weight: 3,
        given: "Anahit Ani Aram Garen Gayane Hovik Karine Narek Siranush Vahan",
        family: "Abgaryan Babayan Darbinyan Galstyan Hakobyan Manukyan Petrosyan Sahakyan Terzian",
        languages: "hy",
        prefers: 60,
    },
    Origin {
        weight: 3,
        given: "Amarjit Balbir Gurpreet Harleen Jaswinder Kulwant Manpreet Navdeep Paramjit Simran",
        family: "Brar Dhaliwal Gill Grewal Kahlon Mann Sandhu Sekhon Toor",
        languages: "pa hi",
        prefers: 45,
    },
    Origin {
        weight: 4,
        given: "Aleksei Bogdan Daryna Galina Iryna Lyudmila Mykola Nadezhda Oksana Pavlo Svetlana \
            Viktor",
        family: "Bondarenko Chernenko Dubrovsky Hrytsenko Kovalchuk Lisenko Moroz Pavlenko Savchuk \
            Tkachenko Zaytsev",
        languages: "ru uk",
        prefers: 55,
    },
    Origin {
        weight: 5,
        given: "Ahmad Amina Bahram Dina Farah Farid Hala Khalid Laleh Maryam Nasrin Omid Parviz \
            Rania Samir Zahra",
        family: "Amiri Barakat Darwish Ghorbani Haddad Karimi Mansour Noori Qasemi Rahimi Sabbagh \
            Yusufzai",
        languages: "fa ar prs ps",
        prefers: 50,
    },
    Origin {
        weight: 5,
        given: "Bopha Chanthou Eun-ji Haruka Hye-jin Jae-won Kenji Malia Nalani Sina Sokha Somchai \
            Tevita Vannak",
        family: "Chhim Faleolo Hamasaki Inthavong Jeong Keo Kwon Matagi Noguchi Pak Phommachanh Ros \
            Seo Taufa Yoon",
        languages: "ko km lo ja th sm to",
        prefers: 40,
    },
];
