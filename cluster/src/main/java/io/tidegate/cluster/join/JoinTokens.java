package io.tidegate.cluster.join;

import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The join tokens that were made, at the node that holds the authority. Of a secret, only the
/// digest is kept. Any thread; waits for the disk.
public final class JoinTokens {
  public static final Duration MAX_VALIDITY = Duration.ofDays(30);

  private static final String FILE = "tokens";
  private static final int MAX_TOKENS = 200;

  /// That were used, revoked or have expired.
  private static final int MAX_OVER = 1000;

  private static final int MAX_NAME = 100;
  private static final int FIELDS = 6;

  /// For so long, what became of a token is still shown.
  private static final Duration KEPT = Duration.ofDays(7);

  private final PrivateFiles files;
  private final String fingerprint;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> byId = new LinkedHashMap<>();

  /// @param node 0 while it is not used
  private record Entry(
      String id, String digest, String name, Instant expires, boolean revoked, int node) {
    TokenView.State state(Instant now) {
      if (node > 0) {
        return TokenView.State.USED;
      }
      if (revoked) {
        return TokenView.State.REVOKED;
      }
      return now.isBefore(expires) ? TokenView.State.OPEN : TokenView.State.EXPIRED;
    }

    String line() {
      return String.join(
          "\t",
          id,
          digest,
          Long.toString(expires.getEpochSecond()),
          Boolean.toString(revoked),
          Integer.toString(node),
          name);
    }

    static Entry parse(String line) throws IOException {
      String[] fields = line.split("\t", FIELDS);
      try {
        return new Entry(
            fields[0],
            fields[1],
            fields[5],
            Instant.ofEpochSecond(Long.parseLong(fields[2])),
            Boolean.parseBoolean(fields[3]),
            Integer.parseInt(fields[4]));
      } catch (RuntimeException damaged) {
        throw new IOException("the list of join tokens is damaged", damaged);
      }
    }
  }

  private JoinTokens(PrivateFiles files, String fingerprint, Clock clock) {
    this.files = files;
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  /// @param fingerprint of the authority
  public static JoinTokens open(PrivateFiles files, String fingerprint, Clock clock)
      throws IOException {
    JoinTokens tokens = new JoinTokens(files, fingerprint, clock);
    for (String line : files.read(FILE).orElse("").lines().toList()) {
      Entry entry = Entry.parse(line);
      tokens.byId.put(entry.id(), entry);
    }
    return tokens;
  }

  /// A new one; nobody sees its text again.
  ///
  /// @param name what it is for, 1 to 100 characters
  /// @param validity up to 30 days
  /// @throws IllegalArgumentException with the reason in words
  public JoinToken create(String name, Duration validity) throws IOException {
    if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("a token's name has 1 to 100 characters");
    }
    if (!validity.isPositive() || validity.compareTo(MAX_VALIDITY) > 0) {
      throw new IllegalArgumentException("a token is valid for up to 30 days");
    }
    JoinToken token = JoinToken.make(fingerprint);
    lock.lock();
    try {
      Instant now = clock.instant();
      long open = byId.values().stream().filter(e -> e.state(now) == TokenView.State.OPEN).count();
      if (open >= MAX_TOKENS) {
        throw new IllegalArgumentException("there are 200 join tokens: revoke some of them");
      }
      Instant expires = now.plus(validity).truncatedTo(ChronoUnit.SECONDS);
      save(new Entry(token.id(), token.digest(), name, expires, false, 0));
    } finally {
      lock.unlock();
    }
    return token;
  }

  /// Without what nobody asks about any more.
  private void forgetOld(Map<String, Entry> all) {
    Instant now = clock.instant();
    all.values().removeIf(entry -> entry.expires().plus(KEPT).isBefore(now));
    List<String> over =
        all.values().stream()
            .filter(entry -> entry.state(now) != TokenView.State.OPEN)
            .map(Entry::id)
            .toList();
    over.stream().limit(Math.max(0, over.size() - MAX_OVER)).forEach(all::remove);
  }

  /// The newest last.
  public List<TokenView> all() {
    lock.lock();
    try {
      Instant now = clock.instant();
      return byId.values().stream()
          .map(e -> new TokenView(e.id(), e.name(), e.expires(), e.state(now), e.node()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /// It lets nobody in any more.
  ///
  /// @return false when there is none that could
  public boolean revoke(String id) throws IOException {
    lock.lock();
    try {
      Entry entry = byId.get(id);
      if (entry == null || entry.state(clock.instant()) != TokenView.State.OPEN) {
        return false;
      }
      save(new Entry(id, entry.digest(), entry.name(), entry.expires(), true, entry.node()));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// What became of it; null when there is no such token.
  TokenView.@Nullable State look(String id) {
    lock.lock();
    try {
      Entry entry = byId.get(id);
      return entry == null ? null : entry.state(clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /// Of its secret; empty when there is no such token.
  Optional<String> digest(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(byId.get(id)).map(Entry::digest);
    } finally {
      lock.unlock();
    }
  }

  /// Uses it up for a node.
  ///
  /// @return OPEN when it was; null when there is no such token
  TokenView.@Nullable State use(String id, int node) throws IOException {
    lock.lock();
    try {
      Entry entry = byId.get(id);
      if (entry == null) {
        return null;
      }
      TokenView.State state = entry.state(clock.instant());
      if (state == TokenView.State.OPEN) {
        save(new Entry(id, entry.digest(), entry.name(), entry.expires(), false, node));
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /// Counts once it is on the disk.
  private void save(Entry changed) throws IOException {
    Map<String, Entry> all = new LinkedHashMap<>(byId);
    all.put(changed.id(), changed);
    forgetOld(all);
    List<String> lines = new ArrayList<>();
    all.values().forEach(entry -> lines.add(entry.line() + "\n"));
    files.write(FILE, String.join("", lines));
    byId.clear();
    byId.putAll(all);
  }
}
