"""Which fields a KVDT record holds, in which order and how often (2026Q4).

`?` at most once, `*` any number, `+` at least once, nothing exactly once; braces hold fields that
may follow in any order; words are other rows. Order counts everywhere else.
"""

from __future__ import annotations

PARTS = {
    "ONLINE": "(3010 3011 3012? 3013?)?",
    "ADDRESS": "3107? 3109? 3115? 3112? 3114? 3113? 3121? 3122? 3123? 3124?",
    "NAME": "3100? 3120? 3101 3102 3103 3104?",
    "PATIENT": "NAME 3105? 3119? ADDRESS 3116? 3108 3110",
    "PAYER": "4104 4106 4108? 4109? 4112? 4133? 4110? 4111 4134? 4131 4132 4121 4122 4123? 4124?",
    "CONTACT": "(4103 4114? 4115? 4105*)?",
    "THERAPY": ("(4234 (4235 4299? 4247? (4250 4251)? 4252? (4253 4254)* 4255? (4256 4257)*)+)?"),
    "ADDITIONS": (
        "{5002 5003 5005 5006 5008 5009 5010 5011 5012 5013 5015 5016 5017 5018 5019 5020 5021 "
        "5023 5024 5025 5026 5034 5035 5036 5037 5038 5040 5041 5042 5043 5050 5051 5052 5074 "
        "5075 5076 5077 5078 5079 5098 5099 5100 5101 5102}"
    ),
    "SERVICES": "(5000 (5001 ADDITIONS)+)+",
    "TERMINATION": "3005 4101 4104 4111",
    "COSTS": "(5000 (5001 {5009 5098 5099} (5012 5011+ 5076? {5009 5098 5099})*)+)+",
    "DIAGNOSES": "(6001 6003 6004? 6006* 6008*)* (3673 3674 3675? 3676* 3677*)*",
    "DOCTOR": "0219? 0220? 0221? 0211",
    "SITE": (
        "0203 (0212 DOCTOR 0222*)* (0223 DOCTOR 0222+)* 0205 0215 0216 0208 0209? 0218? "
        "(0224 0227 0228*)? (0225 0226)+"
    ),
    "MAKER": ("0102 0121 0122 0123 0124 0125? 0111? 0126 0127 0128 0129 0130 0131? 0103 0132?"),
    "OPENING": "3000? 3003? 3006? ONLINE PATIENT",
}

RECORDS = {
    "con0": "9103 9106 9132+",
    "besa": "(0201 SITE)* (0213 0214 SITE)*",
    "rvsa": "(0201 (0300 (0301 (0302 0303)*)? (0304 0305)*))+",
    "adt0": "0105 9102 9212 MAKER 9115? (9260 9261)? 9204 9250* 9251*",
    "kad0": "0105 9102 9212 MAKER 9116? 9204 9250* 9251*",
    "sad0": "0105 9102 9212 MAKER 9122? 9204 9250* 9251*",
    "sad1": "TERMINATION COSTS",
    "sad2": "TERMINATION 4205+ 4218 4242 4220 COSTS",
    "sad3": "TERMINATION COSTS",
    "hdrg0": "0105? 9212 0103 0132? 0104? 9117?",
    "adt9": "",
    "kad9": "",
    "sad9": "",
    "hdrg9": "",
    "con9": "9230? 9231? 9213* 9237* 9232? 9234? 9235? 9236?",
    "0101": (
        "OPENING 4101 4102? PAYER 4125? 4126* 4202? 4204? 4206? THERAPY 4236? 4239 CONTACT "
        "SERVICES DIAGNOSES"
    ),
    "0102": (
        "OPENING 4101 4102? PAYER 4125? 4126* 4202? 4204? 4205* 4206? 4207* 4208* 4209* 4214? "
        "(4217 4241)? (4225 4241? 4248?)? (4218 4242)? (4226 4242? 4249?)? 4219? 4220? 4221? "
        "4229? THERAPY 4239 CONTACT SERVICES DIAGNOSES"
    ),
    "0103": (
        "OPENING 4101 4102? PAYER 4126* 4202? 4204? 4205* 4206? 4207* 4208* (4218 4242)? 4233* "
        "4239 CONTACT SERVICES DIAGNOSES"
    ),
    "0104": ("OPENING 4101 PAYER 4125? 4126* 4202? 4239 CONTACT 4243 SERVICES DIAGNOSES"),
    "0109": (
        "3000? 3003? 3006? ONLINE NAME 3119? ADDRESS 3108 3110 4102? 4104 4108? 4109? 4112? 4133? "
        "4110? 4111 4134? 4131 4132 4261 4262? 4272? 4263 4264 4265 4266? 4275? 4276? 4277? 4278? "
        "(4267 4268)? 4269? 4270? 4271? 4273? 4274? (5000 (5001 5098 5099)+)+ "
        "(6001 6003 6004? 6006* 6008*)+"
    ),
    "hdrg1": (
        "3000? 3006? ONLINE PATIENT 3111? 4104 4106 4109? 4112? 4133? 4110? 4111 4131 4132 4124? "
        "4125? 4126* (4218 4242)? 5027 5028 5029 5030? 5009* 5034? (5035 5041?)+ 5098 5099 6009 "
        "6010? (6011 6012?)*"
    ),
}

LABELS = {
    "con0": "Datei-Anfang",
    "besa": "Betriebsstättendaten",
    "rvsa": "Ringversuchszertifikate",
    "adt0": "ADT-Paket Anfang",
    "kad0": "KADT-Paket Anfang",
    "sad0": "SADT-Paket Anfang",
    "hdrg0": "Hybrid-DRG-Paket Anfang",
    "adt9": "ADT-Paket Ende",
    "kad9": "KADT-Paket Ende",
    "sad9": "SADT-Paket Ende",
    "hdrg9": "Hybrid-DRG-Paket Ende",
    "con9": "Datei-Ende",
    "0101": "Ambulante Behandlung",
    "0102": "Überweisung",
    "0103": "Belegärztliche Behandlung",
    "0104": "Notfalldienst, Vertretung",
    "0109": "Kurärztliche Behandlung",
    "hdrg1": "Hybrid-DRG-Fall",
    "sad1": "SADT-Fall: ambulante Behandlung",
    "sad2": "SADT-Fall: Überweisung",
    "sad3": "SADT-Fall: belegärztliche Behandlung",
}

CASES = frozenset({"0101", "0102", "0103", "0104"})
# May stand anywhere and any number of times; the KV reads over it (KVDT rule 999). Its use is
# described for these records; the test module does not take it in others.
ANYWHERE = {"sad0": "9901", "sad1": "9901", "sad2": "9901", "sad3": "9901", "sad9": "9901"}

# A record may follow only these; "^" is the start of the file, "$" its end.
FOLLOWS: dict[str, frozenset[str]] = {
    kind: frozenset(before.split())
    for kind, before in {
        "con0": "^",
        "besa": "con0",
        "rvsa": "con0 besa",
        "adt0": "con0 besa rvsa",
        "0101": "adt0 0101 0102 0103 0104",
        "0102": "adt0 0101 0102 0103 0104",
        "0103": "adt0 0101 0102 0103 0104",
        "0104": "adt0 0101 0102 0103 0104",
        "adt9": "adt0 0101 0102 0103 0104",
        "kad0": "con0 besa rvsa adt9",
        "0109": "kad0 0109",
        "kad9": "kad0 0109",
        "sad0": "con0 besa rvsa adt9 kad9",
        "sad1": "sad0 sad1 sad2 sad3",
        "sad2": "sad0 sad1 sad2 sad3",
        "sad3": "sad0 sad1 sad2 sad3",
        "sad9": "sad0 sad1 sad2 sad3",
        "hdrg0": "con0",
        "hdrg1": "hdrg0 hdrg1",
        "hdrg9": "hdrg0 hdrg1",
        "con9": "con0 besa rvsa adt9 kad9 sad9 hdrg9",
        "$": "con9",
    }.items()
}
