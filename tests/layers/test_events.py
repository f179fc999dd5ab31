"""The layer `events`, on invented news about real countries: what is one, whose, where, and how firmly."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brackets import document, parse
from copydesk import annotate as press
from copydesk import engine
from copydesk.layers import events

PUBLISHED = "2024-03-12"


def annotate(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = press(text, created=PUBLISHED, layers=["events"]).table("events").to_pylist()
    return found


#: The triggers in brackets; action, actor, host and modality of each event.
EVENTS = [
    ("About 500 Danish soldiers will be [deployed] to Estonia in March.", "deploy DNK EST planned"),
    ("Two Spanish frigates were [sent] to the Red Sea on Sunday.", "deploy ESP Red Sea actual"),
    ("The United States is considering [sending] 2,000 more troops to Saudi Arabia.", "reinforce USA SAU possible"),
    ("Washington has no plans to [withdraw] its forces from Iraq.", "withdraw USA IRQ denied"),
    ("Italy has ruled out [sending] soldiers to Ukraine.", "deploy ITA UKR denied"),
    ("The government of Mali asked France to [withdraw] its troops from the country.", "withdraw FRA MLI requested"),
    ("Turkey may [send] a brigade to Libya if the parliament agrees.", "deploy TUR LBY possible"),
    ("Canada will [withdraw] its battalion from Latvia if talks succeed.", "withdraw CAN LVA possible"),
    (
        "Poland's defence minister said 10,000 American soldiers were [stationed] in the country.",
        "station USA POL actual",
    ),
    ("Some 28,500 US troops are [based] in South Korea.", "station USA KOR actual"),
    ("The US [has] around 900 troops in Syria and 2,500 in Iraq.", "station USA SYR actual"),
    ("The 173rd Airborne Brigade [moved] 150 paratroopers from Italy to Latvia.", "deploy USA LVA actual"),
    ("French troops [left] Niger in December.", "withdraw FRA NER past"),
    ("The last British soldiers [pulled out] of Basra on Monday.", "withdraw GBR IRQ actual"),
    ("Germany [delivered] 18 Leopard 2 tanks to Ukraine.", "supply DEU UKR actual"),
    ("The Netherlands [pledged] six Patriot launchers to Romania.", "supply NLD ROU planned"),
    ("Norway will [give] Ukraine eight tanks.", "supply NOR UKR planned"),
    ("Sweden [provided] Ukraine with 10 tanks and ammunition.", "supply SWE UKR actual; supply SWE UKR actual"),
    ("Berlin approved the [delivery] of 100 missiles to Kyiv.", "supply DEU UKR planned"),
    (
        "Japan and Australia began a joint military [exercise] off Darwin.",
        "exercise AUS AUS actual; exercise JPN AUS actual",
    ),
    ("NATO will hold naval [exercises] in the Baltic Sea in June.", "exercise NATO Baltic Sea planned"),
    (
        "Russia and China conducted joint naval [drills] in the Sea of Japan.",
        "exercise CHN Sea of Japan actual; exercise RUS Sea of Japan actual",
    ),
    ("Britain is [training] Ukrainian soldiers in Kent.", "train GBR GBR actual"),
    ("Portuguese instructors [trained] Mozambican marines in Maputo.", "train PRT MOZ actual"),
    ("The Pentagon denied that it had [deployed] special forces to Yemen.", "deploy USA YEM denied"),
    ("Ethiopia demanded that Egypt [withdraw] its soldiers from Somalia.", "withdraw EGY SOM requested"),
    (
        "Kenya [deployed] 1,000 troops to eastern Congo last November as part of a regional force.",
        "deploy KEN COD past",
    ),
    ("India has not [sent] additional battalions to Ladakh.", "reinforce IND IND denied"),
    ("The carrier USS Hopewell [arrived] in the Mediterranean Sea on Friday.", "deploy USA Mediterranean Sea actual"),
    ("HMS Larkspur is [operating] in the Black Sea.", "station GBR Black Sea actual"),
    ("Israel [reinforced] its troops in the Golan Heights.", "reinforce ISR Golan Heights actual"),
    (
        "NATO plans to [strengthen] its battlegroups in Poland and Lithuania.",
        "reinforce NATO LTU planned; reinforce NATO POL planned",
    ),
    ("The Danish contingent in Iraq will be [reduced] from 200 to 100 soldiers.", "withdraw DNK IRQ planned"),
    ("South Korea's navy [dispatched] a destroyer to the Strait of Hormuz.", "deploy KOR Strait of Hormuz actual"),
    ("Rwanda said it would [send] 700 soldiers to Mozambique.", "deploy RWA MOZ planned"),
    ("Croatian soldiers [arrived] at the Torun training area in Poland this week.", "deploy HRV POL actual"),
    ("Soldiers of the 3rd Infantry Division [deployed] to Germany in February.", "deploy USA DEU actual"),
    ("The 2nd Cavalry Regiment is [stationed] in Vilseck, Germany.", "station USA DEU actual"),
    ("US troops stationed in Germany could be [moved] to Poland.", "deploy USA POL possible"),
    ("The [deployment] of 300 Belgian soldiers to Romania was approved by parliament.", "deploy BEL ROU planned"),
    ("Parliament rejected the [deployment] of Belgian soldiers to Romania.", "deploy BEL ROU denied"),
    ("The planned [withdrawal] of US forces from Afghanistan worries Delhi.", "withdraw USA AFG planned"),
    ("France completed the [withdrawal] of its troops from Burkina Faso.", "withdraw FRA BFA actual"),
    ("Iraq called for the [withdrawal] of Turkish troops from its territory.", "withdraw TUR IRQ requested"),
    ("The Kremlin said Russian peacekeepers would [remain] in Nagorno-Karabakh.", "station RUS AZE planned"),
    ("Russian peacekeepers have been [stationed] in Transnistria since 1992.", "station RUS MDA actual"),
    ("Ukraine asked Germany to [deliver] 50 tanks to Ukraine.", "supply DEU UKR requested"),
    ("If asked, Finland would [send] 200 soldiers to Kosovo.", "deploy FIN XKX possible"),
    ("Greece refused to [send] air defence systems to Ukraine.", "supply GRC UKR denied"),
    ("Hungary never [sent] troops to Chad.", "deploy HUN TCD denied"),
    ("Australia decided against [sending] a warship to the Red Sea.", "deploy AUS Red Sea denied"),
    ("Montenegro should [send] soldiers to Latvia, the lawmaker said.", "deploy MNE LVA requested"),
    ("The first 40 Czech soldiers [returned] from Mali.", "withdraw CZE MLI actual"),
    ("Bulgaria will [bring home] its 150 soldiers from Afghanistan by July.", "withdraw BGR AFG planned"),
    ("Moscow [stationed] nuclear weapons in Belarus.", "station RUS BLR actual"),
    ("Moldova [hosts] 1,500 Russian soldiers.", "station RUS MDA actual"),
    ("The US Air Force [deployed] F-22 fighter jets to Qatar.", "deploy USA QAT actual"),
    ("The US military [presence] in Niger worries the government.", "station USA NER actual"),
    ("Germany's 400-strong contingent in Jordan will be [withdrawn].", "withdraw DEU JOR planned"),
    (
        (
            "More than 400 Soldiers from the 10th Mountain Division are [deploying] to Romania in support of "
            "Operation Atlantic Resolve."
        ),
        "deploy USA ROU actual",
    ),
    (
        (
            "Soldiers with the 1st Armored Division [returned] to Fort Bliss, Texas, after a nine-month "
            "deployment to Poland."
        ),
        "withdraw USA POL actual",
    ),
    (
        "The Oregon National Guard's 2nd Battalion, 162nd Infantry Regiment [deployed] to Kosovo as part of KFOR.",
        "deploy USA XKX actual",
    ),
    (
        "U.S. Marines with Marine Rotational Force-Darwin [trained] with Japanese soldiers at Mount Bundey, Australia.",
        "exercise JPN AUS actual; exercise USA AUS actual",
    ),
    (
        (
            "Approximately 1,200 U.S. and Polish troops participated in [exercise] Winter Anvil in Drawsko "
            "Pomorskie, Poland."
        ),
        "exercise POL POL actual; exercise USA POL actual",
    ),
    (
        "The Hopewell Carrier Strike Group is [deployed] to the waters of the U.S. 5th Fleet.",
        "deploy USA None actual",
    ),
    (
        (
            "The guided-missile destroyer USS Larkspur (DDG 199) [departed] Naval Station Norfolk for a "
            "scheduled deployment."
        ),
        "deploy USA None actual",
    ),
    ("Hungarian troops will begin a [rotation] in Iraq next spring.", "rotate HUN IRQ planned"),
    ("Four B-1B bombers [deployed] to Guam on Thursday, the U.S. Air Force said.", "deploy USA GUM actual"),
    ("A squadron of Italian fighter jets will be [based] in Estonia until August.", "station ITA EST planned"),
    ("The U.S. Army has [rotated] armored brigades through Poland since 2017.", "rotate USA POL actual"),
    ("Denmark is to [send] 800 combat troops to Latvia, the prime minister said.", "deploy DNK LVA planned"),
    (
        "Seoul and Washington will stage their annual military [drills] in August.",
        "exercise KOR None planned; exercise USA None planned",
    ),
    (
        "Pyongyang denounced joint [drills] by the US and South Korea.",
        "exercise KOR None actual; exercise USA None actual",
    ),
    (
        "Japan's cabinet approved a plan to [dispatch] a destroyer to the Gulf of Oman.",
        "deploy JPN Gulf of Oman planned",
    ),
    ("Tehran denied [sending] drones to Russia.", "supply IRN RUS denied"),
    ("Germany has stopped arms [deliveries] to Turkey.", "supply DEU TUR denied"),
    ("The United States announced a $400 million military [aid package] for Ukraine.", "supply USA UKR planned"),
    ("Washington is weighing the [withdrawal] of half of its troops from Germany.", "withdraw USA DEU possible"),
    ("Poland wants NATO to [station] nuclear weapons on its territory.", "station NATO POL requested"),
    ("Paris is ready to [deploy] 1,000 soldiers to Romania.", "deploy FRA ROU planned"),
    ("Uganda has [withdrawn] all its troops from South Sudan, an army spokesman said.", "withdraw UGA SSD actual"),
    ("An African Union force of 22,000 soldiers is [stationed] in Somalia.", "station African Union SOM actual"),
    ("UN peacekeepers will [leave] Mali by the end of the year.", "withdraw United Nations MLI planned"),
    ("Spain will [increase] its contingent in Lebanon from 500 to 700 troops.", "reinforce ESP LBN planned"),
    ("London said it would [keep] about 1,000 personnel in Estonia.", "station GBR EST planned"),
    ("There are about 35,000 American [troops] in Germany.", "station USA DEU actual"),
    ("Thousands of Cuban soldiers [remain] in Angola.", "station CUB AGO actual"),
    ("Belarus said about 9,000 Russian soldiers would be [stationed] on its territory.", "station RUS BLR planned"),
    ("The first Russian soldiers have [arrived] in Belarus, Minsk said.", "deploy RUS BLR actual"),
    (
        "The Turkish parliament voted to extend the [deployment] of troops in Iraq and Syria.",
        "deploy TUR IRQ planned; deploy TUR SYR planned",
    ),
    ("Egypt [reinforced] its army units in Sinai.", "reinforce EGY EGY actual"),
    ("Two companies of Estonian infantry were [sent] to Afghanistan.", "deploy EST AFG actual"),
    ("The Danish frigate Absalon was [redeployed] to the Gulf of Guinea.", "deploy DNK Gulf of Guinea actual"),
    ("A Portuguese battalion [relieved] a Romanian unit in the Central African Republic.", "rotate PRT CAF actual"),
    (
        "The minister, who visited troops in Mali, said France could [reduce] its force there.",
        "withdraw FRA MLI possible",
    ),
    (
        "Chinese warships and aircraft carried out live-fire [exercises] around Taiwan on Saturday.",
        "exercise CHN TWN actual",
    ),
    ("North Korea has [sent] troops to Russia, Seoul's intelligence service said.", "deploy PRK RUS actual"),
    ("Moscow [deployed] Iskander missiles to Kaliningrad.", "deploy RUS RUS actual"),
    ("Kyiv [received] 31 Abrams tanks from the United States.", "supply USA UKR actual"),
    ("Ukraine has [received] the first Patriot batteries from Germany.", "supply DEU UKR actual"),
    ("The first tanks from Norway have [arrived] in Ukraine.", "supply NOR UKR actual"),
    ("Trump ordered the [withdrawal] of US troops from Syria.", "withdraw USA SYR planned"),
    (
        "Greek and French warships are [patrolling] in the eastern Mediterranean.",
        "station FRA Mediterranean Sea actual; station GRC Mediterranean Sea actual",
    ),
    (
        (
            "Two days after the summit, Tokyo announced that it would [dispatch] 300 members of its Ground "
            "Self-Defense Force to the Philippines."
        ),
        "deploy JPN PHL planned",
    ),
    (
        "“We will [keep] our soldiers in Lebanon,” Ireland's defence minister, Orla Venn, told reporters.",
        "station IRL LBN planned",
    ),
    (
        (
            "NATO defence ministers agreed on Thursday to [deploy] four multinational battalions to Poland, "
            "Estonia, Latvia and Lithuania on a rotational basis."
        ),
        "deploy NATO EST planned; deploy NATO LTU planned; deploy NATO LVA planned; deploy NATO POL planned",
    ),
    (
        "Brazil's contingent, which has been [stationed] in Haiti since 2004, will leave in October.",
        "station BRA HTI actual",
    ),
    ("Fighting broke out after Rwandan troops [entered] eastern Congo, witnesses said.", "deploy RWA COD actual"),
    ("The US has no intention of [sending] troops to Venezuela, the White House said.", "deploy USA VEN denied"),
    ("President Mara Orlan of Chile said her country would not [send] soldiers to Haiti.", "deploy CHL HTI denied"),
    ("It is unclear whether Italy will [withdraw] its soldiers from Niger.", "withdraw ITA NER possible"),
    ("Poland could [host] American nuclear weapons, the president said.", "station USA POL possible"),
    ("British troops [stationed] in Cyprus were put on alert.", "station GBR CYP actual"),
    ("Some 150 German soldiers stationed at Incirlik will be [moved] to Jordan.", "deploy DEU JOR planned"),
    (
        (
            "The Philippines and the United States are holding their largest-ever military [exercises], with "
            "17,000 troops taking part."
        ),
        "exercise PHL None actual; exercise USA None actual",
    ),
    (
        "India, Japan and Australia will take part in the naval [exercise] off Guam.",
        "exercise AUS GUM planned; exercise IND GUM planned; exercise JPN GUM planned",
    ),
    ("Bangladesh [pulled] its battalion out of the Central African Republic.", "withdraw BGD CAF actual"),
    ("Israel [withdrew] two brigades from the Gaza Strip.", "withdraw ISR PSE actual"),
    ("Saudi Arabia has [deployed] a battalion of paratroopers to Yemen's Marib province.", "deploy SAU YEM actual"),
    ("The UAE [scaled back] its forces in Yemen last year.", "withdraw ARE YEM past"),
    ("Hezbollah [withdrew] its fighters from Aleppo.", "withdraw Hezbollah SYR actual"),
    ("Ghana will [contribute] 850 troops to the UN mission in Mali.", "deploy GHA MLI planned"),
    ("Malawi agreed to [send] a battalion to the Democratic Republic of Congo.", "deploy MWI COD planned"),
    ("Fiji's peacekeepers in the Golan Heights [returned] home on Friday.", "withdraw FJI Golan Heights actual"),
    ("French soldiers serving in the Sahel will be [reduced] to 2,500.", "withdraw FRA Sahel planned"),
    ("Kyiv has asked Washington to [provide] Ukraine with long-range missiles.", "supply USA UKR requested"),
    (
        "The Netherlands and Denmark will jointly [donate] 14 Leopard 2 tanks to Ukraine.",
        "supply DNK UKR planned; supply NLD UKR planned",
    ),
    ("Slovakia [handed over] 13 MiG-29 jets to Ukraine.", "supply SVK UKR actual"),
    ("South Africa [sold] armoured vehicles to the United Arab Emirates.", "supply ZAF ARE actual"),
    ("The Pentagon plans to [send] 1,500 additional troops to the Middle East.", "reinforce USA Middle East planned"),
    ("The US carrier strike group is [heading] to the Korean Peninsula.", "deploy USA Korean Peninsula actual"),
    ("The US Navy [sent] the aircraft carrier USS Hopewell to the Gulf.", "deploy USA Persian Gulf actual"),
    ("Colombian soldiers were [deployed] along the border with Venezuela.", "deploy COL None actual"),
    ("Venezuela [moved] 15,000 soldiers to the border with Colombia.", "deploy VEN None actual"),
    ("In Cyprus, Turkey [maintains] about 30,000 troops.", "station TUR CYP actual"),
    ("Of the 5,000 US [troops] in Iraq, about 2,000 will leave by November.", "station USA IRQ actual"),
    ("A spokesman denied reports that Pakistani soldiers had been [sent] to Saudi Arabia.", "deploy PAK SAU denied"),
    ("Pakistani soldiers have not been [sent] to Saudi Arabia.", "deploy PAK SAU denied"),
    (
        "Australia called on China to [withdraw] its vessels from the South China Sea.",
        "withdraw CHN South China Sea requested",
    ),
    ("A Croatian artillery battery [joined] the battlegroup in Poland.", "reinforce HRV POL actual"),
    ("Sudan's army said Ethiopian forces had [crossed] into its territory.", "deploy ETH SDN past"),
    ("Ukraine has long [requested] F-16 fighter jets from the United States.", "supply USA UKR requested"),
    ("There is not one Kenyan [soldier] in Burundi.", "station KEN BDI denied"),
    ("Canada's [contribution] to the NATO brigade in Latvia is 2,200 soldiers.", "station CAN LVA actual"),
    ("Peru may [reinforce] its own side of the border with two battalions.", "reinforce PER PER possible"),
    ("The Norwegian frigate [left] Bergen for the Black Sea.", "deploy NOR Black Sea actual"),
    (
        "The Norwegian army finished an [exercise] with Danish troops in Latvia.",
        "exercise DNK LVA actual; exercise NOR LVA actual",
    ),
    ("Irish soldiers [took over] the posts from a Ghanaian battalion in Lebanon.", "rotate IRL LBN actual"),
    ("Six B-1s [landed] in Guam, the U.S. Air Force said.", "deploy USA GUM actual"),
]
NO_EVENTS = [
    "About 3,000 soldiers from six nations took part in the exercise.",
    "The destroyer entered the Taiwan Strait.",
    "The alliance doubled its military presence in Romania.",
    "Chad threatened to withdraw its soldiers from the Sahel force.",
    "Iraq called for the withdrawal of foreign troops.",
    "Ukraine asked Germany to supply Taurus missiles.",
    "Vietnam bought six submarines from Russia.",
    "Police were deployed in Paris after the protest.",
    "The candidate withdrew from the race on Tuesday.",
    "The company withdrew its staff from Sudan.",
    "Soldiers marched through Warsaw in the annual parade.",
    "Rebels attacked Turkish troops in Idlib, killing two soldiers.",
    "In 1944 American troops were sent to Italy.",
    "During World War II, Brazil sent 25,000 soldiers to Italy.",
    "Reinforced concrete was delivered to the base in Latvia.",
    "The bank deployed new software in Estonia.",
    "Slovak soldiers on rotation in Latvia will be replaced by a Czech company.",
    "Djibouti is home to a US base with 4,000 troops.",
    "The brigade's tanks arrived in the port of Vlissingen, the Netherlands.",
    "Estonia has asked allies to deploy air defence systems.",
    "Nearly 13,000 peacekeepers were deployed in Mali before the mission ended.",
    "American soldiers trained Iraqi police in Baghdad.",
    "Lithuania bought 50 Leopard tanks from Germany.",
    "The base in Latvia will house a Canadian brigade.",
    "The carrier was withdrawn from the Mediterranean.",
    "The Russian defence ministry said some units were returning to their bases after exercises near Ukraine.",
    "Officials in Kabul said the departure of foreign troops had left a gap.",
    "Syrian troops backed by Russian jets advanced on Idlib on Monday.",
    "The president said he had not ruled out sending troops to Mexico.",
    "Lawmakers in Berlin debated a proposal to extend the Bundeswehr mission in Mali.",
    "The Czech army ended its mission in Afghanistan in June.",
    "Washington suspended the delivery of F-35 parts to Turkey.",
    "Iran-backed militias have withdrawn from Deir al-Zor.",
    "At its peak, the alliance had 130,000 troops in Afghanistan.",
    "Sending troops to Ukraine is not on the table, Madrid said.",
]


def said(event: dict[str, Any]) -> str:
    return f"{event['action']} {event['actor']} {event['host']} {event['modality']}"


@pytest.mark.parametrize(("marked", "wanted"), EVENTS, ids=[marked for marked, _ in EVENTS])
def test_events(marked: str, wanted: str) -> None:
    text, spans = parse(marked)
    found = annotate(text)
    assert sorted({(event["start"], event["end"]) for event in found}) == spans
    assert sorted(map(said, found)) == wanted.split("; ")


@pytest.mark.parametrize("text", NO_EVENTS)
def test_what_is_no_event(text: str) -> None:
    assert [(said(event), event["text"]) for event in annotate(text)] == []


UNITS = [
    ("Norway sent about 200 [soldiers] to Latvia.", 200, 200),
    ("Norway sent a battalion of 800 [soldiers] to Latvia.", 800, 800),
    ("Norway leads a NATO battlegroup in Latvia with some 1,700 [troops].", 1700, 1700),
    ("Norway has several hundred [soldiers] in Latvia.", 200, 999),
    ("Norway will send up to 300 [marines] to Latvia.", None, 300),
    ("Norway sent more than 20 [tanks] to Ukraine.", 20, None),
    ("Norway sent two [frigates] to the Black Sea.", 2, 2),
    ("Norway sent a [brigade] to Latvia.", None, None),
]


@pytest.mark.parametrize(("marked", "low", "high"), UNITS, ids=[marked for marked, *_ in UNITS])
def test_units_are_counted_by_their_own_number(marked: str, low: float | None, high: float | None) -> None:
    text, [(start, end)] = parse(marked)
    [event] = annotate(text)
    assert event["unit"] == text[start:end]
    assert (event["count_low"], event["count_high"]) == (low, high)
    assert (event["quantity_id"] is None) == (low is high is None)


def test_a_part_of_a_force_has_its_own_actor() -> None:
    text = "Norway leads a NATO battlegroup in Latvia with 1,600 soldiers, including about 700 from Denmark."
    assert [(e["actor"], e["unit"], e["count_low"]) for e in annotate(text)] == [
        ("NATO", "soldiers", 1600),
        ("DNK", "soldiers", 700),
    ]


TIMES = [
    ("Norway sent 200 troops to Latvia in [January].", None),
    ("Norway said on Monday it would send 200 troops to Latvia in [April].", None),
    ("Norway said on Monday it would send 200 troops to Latvia.", None),
    ("On [Monday] Norwegian troops arrived in Latvia.", None),
]


@pytest.mark.parametrize("marked", [marked for marked, _ in TIMES])
def test_the_time_is_that_of_the_movement(marked: str) -> None:
    text, spans = parse(marked)
    done = press(text, created=PUBLISHED)
    times = {row["annotation_id"]: (row["start"], row["end"]) for row in done.table("times").to_pylist()}
    [event] = done.table("events").to_pylist()
    assert [times[event["time_id"]]] == spans if spans else event["time_id"] is None


def test_references_name_what_the_row_says() -> None:
    text = "Mara Orlan, the minister, said Norway would permanently station 200 troops in Riga."
    done = press(text, created=PUBLISHED)
    tables = {name: {r["annotation_id"]: r for r in done.table(name).to_pylist()} for name in done.layers}
    [event] = tables["events"].values()
    assert tables["sentences"][event["sentence_id"]]["text"] == text
    assert tables["entities"][event["actor_id"]]["text"] == "Norway"
    assert tables["entities"][event["host_id"]]["text"] == tables["places"][event["place_id"]]["text"] == "Riga"
    assert tables["quantities"][event["quantity_id"]]["text"] == "200 troops"
    assert tables["quotes"][event["quote_id"]]["speaker"] == event["asserted_by"] == "Mara Orlan"
    assert (event["permanence"], event["modality"], event["plover"]) == ("permanent", "planned", "AGREE")


def test_a_claim_and_its_denial_are_two_rows() -> None:
    text = "Kenya said Eritrean troops had entered Somalia. Eritrea denied that its troops had entered Somalia."
    assert [(e["actor"], e["host"], e["modality"]) for e in annotate(text)] == [
        ("ERI", "SOM", "past"),
        ("ERI", "SOM", "denied"),
    ]


def test_history_is_no_event_and_the_recent_past_is_past() -> None:
    text = (
        "Denmark sent 400 soldiers to Mali in 2021.\n\n"
        "In 1950 Denmark sent 400 soldiers to Korea. The troops left Korea three years later."
    )
    assert [said(event) for event in annotate(text)] == ["deploy DNK MLI past"]


def test_the_troops_are_those_last_named() -> None:
    text = "Denmark has 200 soldiers in Mali. The soldiers will be withdrawn from Mali in May."
    assert [said(event) for event in annotate(text)] == ["station DNK MLI actual", "withdraw DNK MLI planned"]


#: What a sentence leaves unsaid the text has said before: its last sentence's events.
CARRIED = [
    ("Norway has 200 soldiers in Mali. The soldiers will be withdrawn by May.", "withdraw NOR MLI planned"),
    (
        "Norway will withdraw its frigate from the Red Sea. The frigate could be sent to the Baltic Sea.",
        "deploy NOR Baltic Sea possible",
    ),
    ("Norway has 200 soldiers in Mali. Sweden may withdraw its helicopter detachment.", "withdraw SWE MLI possible"),
    (
        "Norway has 200 soldiers in Mali, infantry troops. Another 170 arrived in Bamako on Monday.",
        "deploy NOR MLI actual",
    ),
    ("Norway has 200 soldiers in Mali. Danish troops are already there.", "station DNK MLI actual"),
    (
        "Norway stationed a battalion in Mali. No Danish troops would be stationed at the base.",
        "station DNK MLI denied",
    ),
    ("Norway sent jets to Poland. The planes will be based at Malbork.", "station NOR POL planned"),
    ("USS Hopewell arrived in Japan. Hopewell is forward-deployed to Japan.", "station USA JPN actual"),
    ("Norway trained 400 Latvian soldiers in Latvia. A further 250 are to be trained in May.", "train NOR LVA planned"),
    ("Norway withdrew 200 troops from Mali. The withdrawal will be completed by June.", "withdraw NOR MLI planned"),
    ("OSLO, March 11 - The Defence Ministry will send 200 soldiers to Latvia.", "deploy NOR LVA planned"),
    (
        "US soldiers of the 1st Cavalry Division are in Poland. The brigade will redeploy to Fort Hood.",
        "withdraw USA POL planned",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), CARRIED, ids=[text for text, _ in CARRIED])
def test_what_is_unsaid_is_what_the_text_has_said(text: str, wanted: str) -> None:
    found = annotate(text)
    last = max(event["start"] for event in found)
    assert {said(event) for event in found if event["start"] == last} == {wanted}


def test_who_is_not_named_has_to_be_the_only_one() -> None:
    text = "Norway has 200 soldiers in Mali. Sweden has 100 soldiers in Niger. Some 50 instructors were sent to Chad."
    assert {event["actor"] for event in annotate(text)} == {"NOR", "SWE"}


def test_vessels_of_shipowners_are_no_force() -> None:
    text = "Norway's trade fell by 6 percent, as shipowners went on sending their vessels around Africa."
    assert annotate(text) == []


def test_a_headline_is_read_too() -> None:
    text = "Denmark to Send 200 Soldiers to Latvia\n\nCOPENHAGEN — The parliament meets on Friday."
    assert [said(event) for event in annotate(text)] == ["deploy DNK LVA planned"]


words = st.sampled_from(
    [
        "Norway",
        "Latvia",
        "NATO",
        "troops",
        "soldiers",
        "brigade",
        "sent",
        "deployed",
        "will",
        "not",
        "has",
        "to",
        "in",
        "from",
        "of",
        "and",
        ",",
        ".",
        "(",
        ")",
        "who",
        "the",
        "200",
        "withdrawal",
        "denied",
        "said",
        "if",
        "that",
        "its",
        "there",
        "exercise",
        "with",
        "USS",
        "'s",
        "-",
        "after",
        "tanks",
        "gave",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(words, max_size=60))
def test_any_words_make_rows_that_hold(given_words: list[str]) -> None:
    text = " ".join(["The", *given_words])
    for event in annotate(text):
        assert text[event["start"] : event["end"]] == event["text"]
        assert event["count_low"] is None or event["count_high"] is None or event["count_low"] <= event["count_high"]


def test_a_text_without_forces_costs_one_look_at_each_token() -> None:
    plan = engine.plan(["quotes", "places", "quantities"])
    doc = document(
        "The harbour was quiet and the fish market opened late on Monday. " * 4000, created=date(2024, 3, 12)
    )
    values: dict[str, Any] = {}
    for layer in plan:
        made = layer.annotate(doc, **{need: values[need] for need in layer.needs})
        values[layer.name] = tuple(made) if layer.published else made
    below = {name: values[name] for name in engine.plan(["events"])[-1].needs}
    began = time.perf_counter()
    assert list(events.annotate(doc, **below)) == []
    assert len(doc.text) / (time.perf_counter() - began) > 1_500_000


@pytest.mark.parametrize(
    "unit",
    ["troops ", "troops to ", "sent ", "the troops, ", "Norway and ", "said that ", "to send ", "of troops in Latvia "],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "Norway sent " + unit * (size // len(unit))
        plan = engine.plan(["quotes", "places", "quantities"])
        doc = document(text)
        values: dict[str, Any] = {}
        for layer in plan:
            made = layer.annotate(doc, **{need: values[need] for need in layer.needs})
            values[layer.name] = tuple(made) if layer.published else made
        below = {name: values[name] for name in engine.plan(["events"])[-1].needs}
        began = time.perf_counter()
        list(events.annotate(doc, **below))
        return time.perf_counter() - began

    assert seconds(40_000) < 20 * seconds(10_000) + 0.2


#: Texts of several sentences, and the rows of the last one.
TOLD = [
    (
        "Denmark will withdraw 120 of its 400 soldiers from Kenya's Lamu county. The soldiers will leave. "
        "Sweden has been asked to send 80 more.",
        ["SWE reinforce KEN requested"],
    ),
    (
        "Denmark has 400 soldiers in Kenya. Finland, which sent 30 instructors last year, will send 45.",
        ["FIN deploy KEN planned"],
    ),
    (
        "Germany handed over the first of six howitzers that Estonia bought. France gave ten trucks and Italy 2 tanks.",
        ["FRA supply EST actual", "ITA supply EST actual"],
    ),
    (
        "Denmark has 400 soldiers in Kenya. The soldiers, an engineer battalion based at Lamu, are resting.",
        ["DNK station KEN actual"],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), TOLD)
def test_a_sentence_is_read_with_what_was_told_before(text: str, wanted: list[str]) -> None:
    last = text.rindex(". ", 0, -1) + 2
    rows = {
        f"{event['actor']} {event['action']} {event['host']} {event['modality']}"
        for event in annotate(text)
        if event["start"] >= last
    }
    assert rows >= set(wanted)
