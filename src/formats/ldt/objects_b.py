"""Which fields stand in the laboratory objects and records 0048 to 8231, in our words."""

from __future__ import annotations

# Dots: depth below the field before; ! must, ~ must under a condition, ? may, + repeatable.
ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        "0048",
        "rechnungsempfaenger",
        "Rechnungsempfänger",
        "8310! 7421! 0600~ .7328? 8108~ 8610? 8608?",
    ),
    (
        "0050",
        "schwangerschaft",
        "Schwangerschaft",
        "8511? 8512~ .3471?",
    ),
    (
        "0051",
        "sendendes_system",
        "Sendendes System",
        "8315? 8316? 0105~ 8212~ 0103! .0132~",
    ),
    (
        "0053",
        "tier_sonstiges",
        "Tier Sonstiges",
        "7319~ 7313~ 7314~ 7315? .7326~ 7351? 7428? 7432? 8107~ 8147~ 8110~+",
    ),
    (
        "0054",
        "timestamp",
        "Timestamp",
        "7278! 7279? .7273~ 7272? 8235~",
    ),
    (
        "0055",
        "blutgruppenzugehoerigkeit",
        "Blutgruppenzugehörigkeit",
        "7304! 7364!+ 8418! 3412~ 3413? 3414? 3415? 3416? 3417? 7263? 3418? 3419?+ .7275?+ "
        "3420? 8220~ 8222~ 8223~ 8224~ 8225~ 8126~ 8167~+ 7429? 3473? 8158~",
    ),
    (
        "0056",
        "tumor",
        "Tumor",
        "7364! 7372? 7373? 7374? 7375? 7376! 7377?+ 7378? 7379? 3424? 3425? 8220~ 8222~ 8223~ "
        "8224~ 8225~ 8126~ 8167~+ 7429? 3473? 8110~+",
    ),
    (
        "0058",
        "untersuchungsabrechnung",
        "Untersuchungsabrechnung",
        "7303! 4121~ .5001~+ ..8406~ ..5005? ..5009?+ ..8614! 7259? .7251?",
    ),
    (
        "0059",
        "untersuchungsanforderung",
        "Untersuchungsanforderung",
        "7260~ .7352~ .7251? .7365~ ..7366~ 7276? 8410~ .8411~ 7303! 8501? 8423? 7364!+ "
        ".8428? .8429? 8434? 8134~ 8156~ 8110~+ 8167~+ 8238~ 8491? .8110~ 8213~ 8141~",
    ),
    (
        "0060",
        "untersuchungsergebnis_klinische_chemie",
        "Untersuchungsergebnis Klinische Chemie",
        "7304! 7364!+ 7260~ .7352~ .7251? .7365~ ..7366? 8410~ .8411~ .7263? .7264? 8418! "
        ".7302?+ 7306?+ .8420~+ ..8419~ ...8421~ ..8142~+ ..8225~ ..8237~ .8236~ 8167~+ 8220~ "
        "8222~ 8223~ 8224~ 8126~ 8141~ 8158~ 7429? 3473? 8110~+",
    ),
    (
        "0061",
        "untersuchungsergebnis_mikrobiologie",
        "Untersuchungsergebnis Mikrobiologie",
        "7304! 7364!+ 7260~+ .7352~ .7251? .7365~ ..7366? 8410~+ .8411~ 8434~+ 7281!+ .7302~ "
        "8418! 8244~+ 7354~+ .7355~ .7427~ .7301~ .7357? ..7293?+ .7356? .7285? .7361? "
        "..7251~ .8236~ .8225~ .8237~ 7286!+ .8111~ 8237~ 8220~ 8222~ 8223~ 8224~ 8225~ 8126~ "
        "8167~+ 8141~ 8158~ 7429? 3473? 8110~+",
    ),
    (
        "0062",
        "untersuchungsergebnis_krebsfrueherkennung_zervix_karzinom",
        "Untersuchungsergebnis Krebsfrüherkennung Zervix Karzinom",
        "7304! 7364!+ 8410! .8411~ .8422~+ ..8126~ .8237~ 8418! 7405~ 7406~ 7407~ 7408~ 7409~ "
        "7410~ 7411~ 7412~ 7414? .7413~ 3316? .3317? 7415? .7416?+ 7417? 3318? 3319? 3320? "
        "3321? 8237~ 8134~ 8126~ 8220~ 8222~ 8223~ 8224~ 8225~ 8167~+ 8110~+ 8141~ 8158~ "
        "7429? 3473?",
    ),
    (
        "0063",
        "untersuchungsergebnis_zytologie",
        "Untersuchungsergebnis Zytologie",
        "7304! .7320? ..8154~ 7364!+ 7260~+ .7352~ .7251? .7365~ ..7366? 8410~+ .8411~ 8418! "
        ".8422~+ ..8126~ 8237~ 7368? 7400? .7402?+ ..7401~ .7404?+ ..7403~ 7414? .7413~ 7418? "
        "7419? 7422? 7425? 7426? 8126~ 8220~ 8222~ 8223~ 8224~ 8225~ 8167~+ 8110~+ 8141~ "
        "8158~ 7429? 3473?",
    ),
    (
        "0068",
        "fliesstext",
        "Fliesstext",
        "3564~+ 6329~+",
    ),
    (
        "0069",
        "koerperkenngroessen",
        "Körperkenngrössen",
        "3622? .8421~ .8225~ 3623? .8421~ .8225~",
    ),
    (
        "0070",
        "medikament",
        "Medikament",
        "8243~ 6208! 6207? .8171~+ .6206? 8523? .8421~ 3689?+ 8226~ 8227~ 8167~",
    ),
    (
        "0071",
        "wirkstoff",
        "Wirkstoff",
        "6212! .6224? ..6214~ .8523? ..8421~",
    ),
    (
        "0072",
        "b_a_k",
        "BAK",
        "8245~ 7306?+ .8420~+ ..8419? ...8421~ ..8142~+ ..8237~ 8246~",
    ),
    (
        "0073",
        "sonstige_untersuchungsergebnisse",
        "Sonstige Untersuchungsergebnisse",
        "7431! 7304! .7320? ..8154~ 7364?+ 7260~+ .7352~ .7251? .7365~ ..7366? 8410~+ .8411~ "
        "8418! .8422?+ ..8126~ 8237~ 7368? 8126~ 8220~ 8222~ 8223~ 8224~ 8225~ 8167~+ 8110~+ "
        "8141~ 8158~ 7429? 3473?",
    ),
    (
        "0100",
        "diagnose",
        "Diagnose",
        "4207?+ 6001? .6003? .6004? .6006?+ .6008?+",
    ),
    (
        "8205",
        "befund",
        "Befund",
        "8136?+ 8122! 8145~ 8169? 8150? 8140? 8153~ 8117! 8127?+ 8137!+ 8135! 8167?+ 8110?+",
    ),
    (
        "8215",
        "auftrag",
        "Auftrag",
        "8122~ 8145~ 8169? 8150? 8140? 8153~ 8113~ 8127~+ 8101! 8137?+ 8159~+ 8167?+ 8110?+",
    ),
    (
        "8220",
        "labor_datenpaket_header",
        "Labor Datenpaket Header",
        "8132! 8136! 8119!",
    ),
    (
        "8221",
        "labor_datenpaket_abschluss",
        "Labor Datenpaket Abschluss",
        "9300!",
    ),
    (
        "8230",
        "praxis_datenpaket_header",
        "Praxis Datenpaket Header",
        "8132! 7265! 8122!+",
    ),
    (
        "8231",
        "praxis_datenpaket_abschluss",
        "Praxis Datenpaket Abschluss",
        "9300!",
    ),
)
