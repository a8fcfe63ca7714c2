"""Which fields stand in the laboratory objects and records 0001 to 0047, in our words."""

from __future__ import annotations

# Dots: depth below the field before; ! must, ~ must under a condition, ? may, + repeatable.
ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        "0001",
        "abrechnungsinformationen",
        "Abrechnungsinformationen",
        "8102~+ 8103~+ 8104~ 8105~ 8106~ 8109~",
    ),
    (
        "0002",
        "abrechnung_g_k_v",
        "Abrechnung GKV",
        "4239! 4134! 4104! 4106! 4108? 3116~ 3108~ 4109~ 4133~ 4110~ 4111! 4229?+ 4122! 4124? "
        "4126?+ 4131? 4132? 4202? 4204? 4210? 4221~ 4231? 8616? 8618? 8619? 8620? 8621? 8622? "
        "8624? 4241~ 4248~ 4217~ 4225~",
    ),
    (
        "0003",
        "abrechnung_p_k_v",
        "Abrechnung PKV",
        "7362! 4134?+ 4121! .4202? .8148~",
    ),
    (
        "0004",
        "abrechnung_ige_leistungen",
        "Abrechnung Ige Leistungen",
        "4121! 7253! .8148~",
    ),
    (
        "0005",
        "abrechnung_sonstige_kostenuebernahme",
        "Abrechnung Sonstige Kostenübernahme",
        "7261? 7253! .8148~",
    ),
    (
        "0006",
        "abrechnung_selektivvertrag",
        "Abrechnung Selektivvertrag",
        "3130! .3134! ..4134~ .3131? .3132? .3133? .7430? 4121? 8148~",
    ),
    (
        "0007",
        "anschrift",
        "Anschrift",
        "3112~ .3113? .3107? .3109? .3115? 3114? 3121~ .3122? .3123? 3124? 1202?+",
    ),
    (
        "0008",
        "adressat",
        "Adressat",
        "8147~ 8143~",
    ),
    (
        "0009",
        "abrechnung_o_e_g_d",
        "Abrechnung OEGD",
        "4110? 8626! 8627~ 8617~ 4111~ 8631~ 8632? 8618? 8619? 8620? 8621? 8622? 8625? 8623?",
    ),
    (
        "0010",
        "anhang",
        "Anhang",
        "9970! 6221? 6305~ 8242~ 6303! 6328? 6327~ 9908? 9909? 9980?+ 9981?",
    ),
    (
        "0011",
        "antibiogramm",
        "Antibiogramm",
        "7287!+ .7288?+ .7359?+ .7370?+ .7354?+ ..7367~ ..7289? ...7369? ..7290?+ ...7424? 8237~",
    ),
    (
        "0013",
        "auftragsinformation",
        "Auftragsinformation",
        "8310! .8313~+ 8311? 7268? 0080? .0081?+ 8118~ 8611?+ .8147~ 8213~ 8238~ 8141~",
    ),
    (
        "0014",
        "arztidentifikation",
        "Arztidentifikation",
        "8147~ 0212~+ 0223~+ 0306? 0307?+ .0308~+ 0222~",
    ),
    (
        "0017",
        "befundinformationen",
        "Befundinformationen",
        "8310~ .8313?+ 8214~ 8215~ 8616? 8626? .8627~ .8617~ .4111~ 8631~ 8632? 8618? 8619? "
        "8620? 8622? 8625? 8623? 8311! .7305~ .8401~ 0080? .0081?+ 7258? .7251? 4229?+ 8118~ "
        "8611?+ .8147~ 7320? .8154~ 8247~+ 8216~ 8167~+ 8110~+ 8126~+ 8141~",
    ),
    (
        "0019",
        "betriebsstaette",
        "Betriebsstätte",
        "0204!+ 0203! .0200~ .0201~ .0213? .8143~",
    ),
    (
        "0022",
        "einsenderidentifikation",
        "Einsenderidentifikation",
        "7321!+ 8312? .7267? 8114~ 8240~ 8241~ 8147~ 7268? 8119~ 8143~",
    ),
    (
        "0026",
        "fehlermeldung_aufmerksamkeit",
        "Fehlermeldung Aufmerksamkeit",
        "7280!+ .7320? ..8154~ 8147~ 8167~+ 8110~+",
    ),
    (
        "0027",
        "veranlassungsgrund",
        "Veranlassungsgrund",
        "7303!+ .8417? ..8427? ...8217~ .8200~+ .4209?+ .4208?+ ..8170~+ 8110~+",
    ),
    (
        "0031",
        "kommunikationsdaten",
        "Kommunikationsdaten",
        "7330~+ 7331~+ 7332~+ .7340~ 7333~+ 7335~+ 7334~+",
    ),
    (
        "0032",
        "kopfdaten",
        "Kopfdaten",
        "0001! 8151~ 8218~ 8212~",
    ),
    (
        "0034",
        "krebsfrueherkennung_zervix_karzinom",
        "Krebsfrüherkennung Zervix Karzinom",
        "3322! 8630! 8629! 7296? 7297? 7414? 7336? .7337?+ 7338? 8512? 7339? 7380? 7382? "
        "7383? 7384? 7423? 3313! 3314! .3316~ 8167~+",
    ),
    (
        "0035",
        "laborergebnisbericht",
        "Laborergebnisbericht",
        "8160~+ 8161~+ 8162~+ 8163~+ 8155~+ 8248~+ 8156~+ 8221~ 8167~+ 8110~+ 8141~",
    ),
    (
        "0036",
        "laborkennung",
        "Laborkennung",
        "8239~ 7352?+ 8324? 7266!",
    ),
    (
        "0037",
        "material",
        "Material",
        "7364! 8429? 8428? 8430? 8431? 7292? 7310? .7311? .7312? ..8167~ 8504?+ .8170~ 7318?+ "
        "8520? .8421~ .8522? 8219~ 8220~ 8126~ 8167~+ 8110~+",
    ),
    (
        "0040",
        "mutterschaft",
        "Mutterschaft",
        "3668! .3664? .3666?",
    ),
    (
        "0041",
        "namenskennung",
        "Namenskennung",
        "7420! .7358~ ..8990? ..8110~",
    ),
    (
        "0042",
        "normalwert",
        "Normalwert",
        "8424! .8167~ 8460~+ 8461~ .8419~ ..8421~ 8462~ .8419~ 7316~ .7317~+ 7363? .8419~ "
        "7371? .8419~ 8422! .8126~",
    ),
    (
        "0043",
        "organisation",
        "Organisation",
        "1250! .1251? .1252?+ ..8147~+ .8229~+ .8230~ .8131~",
    ),
    (
        "0045",
        "patient",
        "Patient",
        "8147~ 3119~ 3105~ 7329? 7922? 3000?",
    ),
    (
        "0047",
        "person",
        "Person",
        "7420~ 3100? 3120? 3101! 3102!+ 3103~ 3104? 3110~ 3628? 8990? 8228~ 8229~ 8230~ 8232~ "
        "8233~",
    ),
)
