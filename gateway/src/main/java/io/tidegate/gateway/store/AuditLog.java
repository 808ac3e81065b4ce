package io.tidegate.gateway.store;

import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who changed what, from where, with which outcome: `audit.db`, a chain of hashes kept for
/// [#MAX_AGE]. Any thread; the rows are touched by the file's thread.
///
/// Written together, every [#EVERY], each time down to the disk: a power cut costs that much at
/// most. A disk that takes nothing costs the newest of those that wait, as a chain has no holes,
/// and the log says how many.
///
/// The chain shows what was altered or taken out of its middle. That its end was cut off shows only
/// against a head that was noted elsewhere: the newest goes to the gateway's own log once a day and
/// at its end.
public final class AuditLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  static final Duration MAX_AGE = Duration.ofDays(180);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration HEAD_EVERY = Duration.ofDays(1);

  /// 150 MB; a script that edits twice a minute fills it in 180 days.
  static final int MAX_ENTRIES = 500_000;

  /// In an hour. 216,000 in [#MAX_AGE]: whoever knocks again and again cannot push out what is
  /// kept.
  static final int MOST_STRANGERS = 50;

  /// Kept while the disk takes nothing.
  private static final int MAX_WAITING = 5_000;

  /// Looked for so often, as it is a walk through an index.
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private static final String COLUMNS =
      "SELECT number, at, who, remote, method, path, status, before, hash FROM entry";

  private final HistoryFile file;
  private final Database database;
  private final Clock clock;
  private final int most;

  private final List<Consumer<AuditEntry>> observers = new CopyOnWriteArrayList<>();

  /// On the thread alone.
  private final Deque<AuditEntry.Act> waiting = new ArrayDeque<>();

  private Instant hour = Instant.EPOCH;
  private int strangers;
  private long lost;
  private long number;
  private String head = AuditEntry.NONE;
  private volatile @Nullable String problem;

  private AuditLog(HistoryFile file, Clock clock, int most) {
    this.file = file;
    this.database = file.database();
    this.clock = clock;
    this.most = most;
  }

  public static AuditLog open(Path file, Clock clock) throws StoreException {
    return open(file, clock, MAX_ENTRIES);
  }

  static AuditLog open(Path file, Clock clock, int most) throws StoreException {
    AuditLog audit = new AuditLog(HistoryFile.open(file, Schema.AUDIT), clock, most);
    try {
      List<AuditEntry> newest = audit.read(" ORDER BY number DESC LIMIT 1");
      if (!newest.isEmpty()) {
        audit.number = newest.getFirst().number();
        audit.head = newest.getFirst().hash();
      }
    } catch (SQLException failure) {
      throw audit.database.problem(failure);
    }
    audit.file.every(EVERY, audit::flush);
    audit.file.every(FORGET_EVERY, audit::forget);
    audit.file.every(HEAD_EVERY, audit::tellHead);
    return audit;
  }

  /// @param written gets each entry that is on the disk from here on; on the file's thread, must
  ///   not wait
  public void observe(Consumer<AuditEntry> written) {
    observers.add(written);
  }

  /// Notes what was done; of what strangers were refused the first [#MOST_STRANGERS] of each hour.
  public void add(AuditEntry.Act act) {
    file.run(() -> {
      if (act.isOfStranger() && !takesStranger(act.at().truncatedTo(ChronoUnit.HOURS))) {
        return;
      }
      if (waiting.size() >= MAX_WAITING) {
        lost++;
      } else {
        waiting.add(act);
      }
    });
  }

  private boolean takesStranger(Instant now) {
    if (!now.equals(hour)) {
      hour = now;
      strangers = 0;
    }
    strangers++;
    if (strangers == MOST_STRANGERS + 1) {
      log.warn("strangers were refused {} times: no more is noted in this hour", MOST_STRANGERS);
    }
    return strangers <= MOST_STRANGERS;
  }

  public CompletableFuture<List<AuditEntry>> find(AuditFilter filter) {
    return file.ask(() -> {
      flush();
      return read(
          " WHERE number < ? AND (? = '' OR who = ?) AND substr(path, 1, length(?)) = ?"
              + " AND at >= ? AND at < ? ORDER BY number DESC LIMIT ?",
          filter.before(),
          filter.who(),
          filter.who(),
          filter.path(),
          filter.path(),
          filter.from().toEpochMilli(),
          filter.to().toEpochMilli(),
          filter.limit());
    });
  }

  /// Reads the whole chain.
  ///
  /// @param noted number of an entry whose hash was noted elsewhere, 0 for none
  /// @param hash the hash that was noted
  public CompletableFuture<AuditVerdict> verify(long noted, String hash) {
    return file.ask(() -> {
      flush();
      ChainReader chain = new ChainReader(noted, hash);
      try (PreparedStatement statement = database.statement(COLUMNS + " ORDER BY number");
          ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          chain.accept(entry(found));
        }
      }
      return chain.verdict();
    });
  }

  /// Why entries are not stored; null while they are.
  public @Nullable String problem() {
    return problem;
  }

  private void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    List<AuditEntry> linked = new ArrayList<>();
    long last = number;
    String hash = head;
    for (AuditEntry.Act act : waiting) {
      AuditEntry entry = AuditEntry.after(last, hash, act);
      linked.add(entry);
      last = entry.number();
      hash = entry.hash();
    }
    try {
      var _ =
          database.transaction(() -> {
            for (AuditEntry entry : linked) {
              insert(entry);
            }
            return true;
          });
      number = last;
      head = hash;
      waiting.clear();
      linked.forEach(entry -> observers.forEach(observer -> observer.accept(entry)));
      tellLost();
      problem = null;
    } catch (SQLException | StoreException failure) {
      String why = String.valueOf(database.problem(failure).getMessage());
      if (!why.equals(problem)) {
        log.warn("the audit log is not stored: {}", why);
      }
      problem = why;
    }
  }

  private void tellLost() {
    if (lost > 0) {
      log.warn("{} entries of the audit log were lost while the disk took nothing", lost);
      lost = 0;
    }
  }

  private void insert(AuditEntry entry) throws SQLException {
    database.update(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.number(),
        entry.at().toEpochMilli(),
        entry.who(),
        entry.remote(),
        entry.method(),
        entry.path(),
        entry.status(),
        entry.before(),
        entry.hash());
  }

  /// The newest entry always stays: the chain goes on from it.
  void forget() {
    long oldest = clock.instant().minus(MAX_AGE).toEpochMilli();
    try {
      database.update("DELETE FROM entry WHERE at < ? AND number < ?", oldest, number);
      int early = database.update("DELETE FROM entry WHERE number <= ?", number - most);
      if (early > 0) {
        log.warn(
            "{} entries of the audit log are gone before their {} days: there are over {}",
            early,
            MAX_AGE.toDays(),
            most);
      }
    } catch (SQLException failure) {
      log.warn("{}", database.problem(failure).getMessage());
    }
  }

  private void tellHead() {
    if (number > 0) {
      log.info("audit log: entry {} has hash {}", number, head);
    }
  }

  private List<AuditEntry> read(String rest, Object... values) throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    try (PreparedStatement statement = database.statement(COLUMNS + rest, values);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        entries.add(entry(found));
      }
    }
    return entries;
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong(1),
        Instant.ofEpochMilli(row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getInt(7),
        row.getString(8),
        row.getString(9));
  }

  /// For tests of what a disk and a stranger do: runs a statement on the thread.
  CompletableFuture<Boolean> tamper(String sql) {
    return file.tamper(sql);
  }

  @Override
  public void close() {
    file.close();
  }

  /// Follows the chain from its oldest entry on.
  private static final class ChainReader {
    private final long noted;
    private final String notedHash;
    private long entries;
    private @Nullable AuditEntry first;
    private @Nullable AuditEntry last;
    private @Nullable String broken;

    ChainReader(long noted, String notedHash) {
      this.noted = noted;
      this.notedHash = notedHash;
    }

    void accept(AuditEntry entry) {
      AuditEntry previous = last;
      if (broken == null) {
        broken = fault(previous, entry);
      }
      first = first == null ? entry : first;
      last = entry;
      entries++;
    }

    private @Nullable String fault(@Nullable AuditEntry previous, AuditEntry entry) {
      String number = "entry " + entry.number();
      if (!entry.isSound()) {
        return number + " was altered";
      }
      if (previous != null && entry.number() != previous.number() + 1) {
        return "between "
            + previous.number()
            + " and "
            + entry.number()
            + " entries were taken out";
      }
      if (previous != null && !entry.before().equals(previous.hash())) {
        return number + " does not follow from the one before";
      }
      return entry.number() == noted && !entry.hash().equals(notedHash)
          ? number + " is not the one that was noted"
          : null;
    }

    AuditVerdict verdict() {
      AuditEntry oldest = first;
      AuditEntry newest = last;
      if (broken == null && noted > (newest == null ? 0 : newest.number())) {
        broken = "the end is cut off: entry " + noted + " was noted and is not there";
      }
      return oldest == null || newest == null
          ? new AuditVerdict(0, 0, 0, AuditEntry.NONE, broken)
          : new AuditVerdict(entries, oldest.number(), newest.number(), newest.hash(), broken);
    }
  }
}
