"""Sixty small documents, and in which order questions find them; the same on both databases."""

from datetime import date, timedelta

from app.core.clock import today
from app.search.documents import Document
from tests.search.world import put

TEXTS = """
idea a1 20 | Ein Radweg nach Brandis | Von Naunhof aus fehlt ein Stück.
idea a2 900 | Ein Radweg nach Grimma | Der alte Weg ist gesperrt.
idea a3 20 | Schnellradweg durch das Parthental | Breit und beleuchtet.
idea a4 20 | Lampen am Fluss | Auch neben dem Radweg ist es dunkel.
idea a5 20 | Radwegenetz planen | Alles aus einer Hand.
idea a6 20 | Fahrräder leihen | Am Bahnhof stehen Räder bereit.
idea b1 20 | Neue Häuser im Ortskern | Wohnraum für junge Leute.
idea b2 20 | Das alte Haus am Markt | Ein Denkmal verfällt.
idea b3 20 | Haeuser begrünen | Efeu und Wein.
idea b4 20 | Ein Krankenhaus bleibt | Die Klinik soll bleiben.
idea c1 20 | Die Straße sanieren | Schlaglöcher überall.
idea c2 20 | Strassenbäume pflanzen | Linden und Ahorn.
idea c3 20 | Hauptstraße beruhigen | Tempo 30 hilft.
idea d1 20 | Ein Spielplatz für alle | Mit Wasser und Sand.
idea d2 400 | Spielplätze pflegen | Paten gesucht.
idea d3 20 | Sand im Getriebe | Der Spielplatz daneben ist zu.
idea e1 20 | Ein Bürgerbus für die Dörfer | Ehrenamtliche fahren.
idea e2 20 | Buslinie am Abend | Der letzte Bus fährt um acht.
idea e3 20 | Rufbus testen | Bestellt wird am Vortag.
idea f1 20 | Dorfgemeinschaftshaus öffnen | Treffpunkt für Vereine.
idea f2 20 | Treffpunkt am See | Bänke und Schatten.
idea f3 20 | Bank auf dem Weg zum Friedhof | Zum Ausruhen.
idea g1 20 | Müll sammeln | Frühjahrsputz an der Parthe.
idea g2 20 | Mülleimer am See | Damit nichts liegen bleibt.
idea g3 20 | Restmüll vermeiden | Unverpackt einkaufen.
idea h1 20 | Hausärztin gesucht | Die Praxis steht leer.
idea h2 20 | Ärzte aufs Land | Ein Stipendium hilft.
idea i1 20 | Glasfaser bis ins Haus | Schnelles Internet überall.
idea i2 20 | Café am Bahnhof | Warten mit Kuchen.
idea i3 20 | Am alten Bahnhof lesen | Eine Bücherzelle für Reisende.
idea j1 20 | Trinkbrunnen auf dem Markt | Kostenloses Wasser im Sommer.
idea j2 20 | Wochenmarkt am Freitag | Gemüse aus der Region.
project k1 20 | Radweg Brandis–Naunhof | Der erste Abschnitt wird gebaut.
project k2 20 | Schulhof entsiegeln | Bäume statt Beton.
project k3 20 | Grundschule erweitern | Vier neue Räume.
project k4 20 | Freibad sanieren | Neue Technik für das Becken.
project k5 20 | Schwimmbad heizen | Mit Sonne vom Dach.
goal l1 2000 | Radverkehr stärken | Der Radverkehr wird gefördert.
goal l2 2000 | Mobilität im ländlichen Raum | Bus und Bahn sind gut erreichbar.
goal l3 2000 | Kinder und Jugendliche beteiligen | Junge Menschen reden mit.
goal l4 2000 | Gesundheit wohnortnah sichern | Ärztliche Versorgung in jedem Ort.
goal l5 2000 | Klima schützen | Weniger Energie, mehr Sonne.
concept m1 2000 | Kreisentwicklungskonzept 2030 | Leitbild für Orte, Wege, Klima und Gesundheit.
municipality n1 9000 | Naunhof | 04683 Naunhof, Stadt Landkreis Leipzig, Partheland
municipality n2 9000 | Brandis | 04821 Brandis, Stadt Landkreis Leipzig, Partheland
municipality n3 9000 | Großpösna | 04463 Großpösna Landkreis Leipzig, Partheland
municipality n4 9000 | Bad Lausick | 04651 Bad Lausick, Stadt Landkreis Leipzig
comment o1 10 | | Der Radweg wäre für unsere Kinder sicherer.
comment o2 10 | | In Großpösna gibt es so etwas schon.
comment o3 10 | | Wer pflegt die Bäume im Sommer?
comment o4 10 | | Am Bahnhof fehlt vor allem Licht.
comment o5 10 | | Das Freibad muss offen bleiben, auch für die Schule.
page p1 9000 | Hilfe | Wie reiche ich eine Idee ein? Fragen und Antworten.
page p2 9000 | Datenschutz | Was wir über Sie wissen, und wie lange.
page p3 9000 | Leichte Sprache | So geht es: Eine Idee schreiben.
page p4 9000 | Impressum | Wem diese Seite gehört.
idea q1 20 | Naturlehrpfad im Auwald | Tafeln über Vögel und Bäume.
idea q2 20 | Feuerwehr braucht Nachwuchs | Jugendfeuerwehr im Ort.
idea q3 20 | Kino im Dorfgemeinschaftshaus | Einmal im Monat ein Film.
idea q4 20 | Ehrenamt würdigen | Ein Fest für Helferinnen und Helfer.
"""

EXPECTED = """
Radweg | k1 a1 a2 a3 a5 o1 a4 |
radwege | k1 a1 a2 a3 a5 o1 a4 |
Schnellradweg | a3 k1 a1 a2 o1 a4 |
Rad | a6 k1 a5 a1 l1 a2 o1 a4 |
Straße | c1 c3 c2 |
strasse | c1 c3 c2 |
STRASSE | c1 c3 c2 |
Straßen | c1 c3 c2 |
Häuser | b3 b1 i1 b2 q3 f1 b4 |
Haus | i1 b2 b3 b1 q3 f1 b4 h1 |
haeuser | b3 b1 i1 b2 q3 f1 b4 |
Spielplatz | d1 d2 d3 |
Spielplätze | d1 d2 d3 |
Spielpaltz | d1 d2 d3 | Spielpaltz>Spielplatz
Spilplatz | d1 d2 d3 | Spilplatz>Spielplatz
Bürgerbus | e1 |
Buergerbuss | e1 | Buergerbuss>Bürgerbus
Bus | e3 e1 e2 l2 |
Müll | g1 g3 g2 |
Muell | g1 g3 g2 |
Dorfgemeinschaftshaus | q3 f1 |
Gemeinschaft | q3 f1 |
"am Bahnhof" | i2 o4 a6 |
"am alten Bahnhof" | i3 |
„Am Bahnhof“ Licht | o4 |
Bahnhof | i3 i2 o4 a6 |
Naunhof | n1 k1 a1 |
naunhoff | n1 k1 a1 | naunhoff>Naunhof
Großpösna | n3 o2 |
Grosspoesna | n3 o2 |
Groszposna | n3 o2 | Groszposna>Großpösna
04683 | n1 |
Ärzte | h2 h1 l4 |
Hausarzt | h1 |
Schule | k3 k2 o5 |
Schwimmen Freibad | k4 k5 o5 | SOME
Freibad Schule | o5 |
Kinder Jugendliche | l3 |
Bäume | c2 o3 q1 k2 |
Baum | c2 o3 q1 k2 |
Wochenmarkt Gemüse Xylophon | j2 | SOME
Café | i2 |
Idee | p3 p1 |
Leipzig Partheland | n3 n2 n1 |
der Weg zum Friedhof | f3 |
Klima Gesundheit | m1 |
Energie | l5 |
"""
"""What was typed, what it finds in which order, what was corrected into what; SOME: nothing holds all the words."""


def put_the_corpus() -> None:
    """Inside the open transaction."""
    for line in filter(None, TEXTS.splitlines()):
        names, title, text = (part.strip() for part in line.split("|"))
        kind, ref, days = names.split()
        put(Document(kind, ref, None, None, title, text, today() - timedelta(days=int(days))))


def a_document(ref: str, title: str, text: str = "", kind: str = "idea", day: date | None = None) -> Document:
    return Document(kind, ref, None, None, title, text, day or today())
