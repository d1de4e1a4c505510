package dev.headroom.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A set of accounts: exact ids, and patterns in which {@code *} stands for any text. */
public final class AccountPatterns {

  private final Set<String> exact;
  private final List<Pattern> patterns;
  private final Set<String> source;

  /** From ids and patterns as they stand in the configuration. */
  public AccountPatterns(Collection<String> accounts) {
    source = Set.copyOf(accounts);
    exact = source.stream().filter(account -> !isPattern(account)).collect(Collectors.toSet());
    patterns =
        source.stream().filter(AccountPatterns::isPattern).map(AccountPatterns::pattern).toList();
  }

  /** A pattern in which {@code *} stands for any text and all else for itself. */
  public static Pattern pattern(String text) {
    return Pattern.compile(
        List.of(text.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  private static boolean isPattern(String account) {
    return account.indexOf('*') >= 0;
  }

  /** Whether the account is one of them. Case matters, as it does for Tencent. */
  public boolean contains(String account) {
    return exact.contains(account)
        || patterns.stream().anyMatch(pattern -> pattern.matcher(account).matches());
  }

  /** These and some more. */
  AccountPatterns and(Collection<String> more) {
    Set<String> all = new HashSet<>(source);
    all.addAll(more);
    return new AccountPatterns(all);
  }

  /** Ids and patterns as written, in a fixed order. */
  List<String> sorted() {
    return source.stream().sorted().toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccountPatterns that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source.size() + " accounts";
  }
}
