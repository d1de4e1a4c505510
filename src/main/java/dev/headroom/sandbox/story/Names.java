package dev.headroom.sandbox.story;

import java.util.List;

/** Accounts that look like people, no two alike; always the same ones in the same order. */
final class Names {

  private static final List<String> FIRST =
      List.of(
          "amara", "tomas", "yuki", "nadia", "oliver", "priya", "mateo", "ingrid", "kofi", "leila",
          "marek", "sofia", "dmitri", "hana", "lucas", "fatima", "jonas", "mei", "pablo", "aisha",
          "henrik", "carmen", "tariq", "elena", "samuel", "ayumi", "victor", "zara", "emil", "rosa",
          "andrei", "noor", "felix", "linh", "gabriel", "maya", "stefan", "ines", "omar", "clara");

  private static final List<String> LAST =
      List.of(
          "okafor",
          "lindqvist",
          "tanaka",
          "rossi",
          "novak",
          "fernandez",
          "patel",
          "moreau",
          "kowalski",
          "haddad",
          "jensen",
          "nakamura",
          "costa",
          "weber",
          "ibrahim",
          "santos",
          "petrov",
          "nguyen",
          "murphy",
          "silva",
          "larsen",
          "chen",
          "dubois",
          "mensah",
          "romano",
          "schmidt",
          "kimura",
          "alvarez",
          "hansen",
          "rahman",
          "bauer",
          "marino",
          "sato",
          "vargas",
          "eriksen",
          "osei",
          "fischer",
          "lopez",
          "yilmaz",
          "horvat");

  private int given;

  /** The next person. */
  String next() {
    int round = given / (FIRST.size() * LAST.size());
    int first = given % FIRST.size();
    int last = (given / FIRST.size() + given) % LAST.size();
    given++;
    return FIRST.get(first) + "." + LAST.get(last) + (round == 0 ? "" : Integer.toString(round));
  }
}
