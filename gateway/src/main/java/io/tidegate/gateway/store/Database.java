package io.tidegate.gateway.store;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The SQLite file of the gateway. Confined to the store's thread.
///
/// Write-ahead log; where the schema wants it `synchronous=FULL`: what was committed is on the
/// disk. The file is for its owner alone, as it holds passwords; SQLite gives the log the same
/// mode.
final class Database implements AutoCloseable {
  /// In the header of the file, for `file` and for us: "TGAT".
  private static final int APPLICATION_ID = 0x5447_4154;

  /// Somebody may look at the file with a tool of his own.
  private static final int BUSY_MS = 5_000;

  private final Path file;
  private final Connection connection;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static Database open(Path file, Schema schema) throws StoreException {
    try {
      createForOwner(file);
      SQLiteConfig config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(
          schema.syncsAlways()
              ? SQLiteConfig.SynchronousMode.FULL
              : SQLiteConfig.SynchronousMode.NORMAL);
      config.setBusyTimeout(BUSY_MS);
      config.enforceForeignKeys(true);
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      Database database = new Database(file, connection);
      try {
        database.prepare(schema);
        return database;
      } catch (SQLException | StoreException unusable) {
        connection.close();
        throw unusable;
      }
    } catch (SQLException | IOException unusable) {
      throw problem(file, unusable);
    }
  }

  private static void createForOwner(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException _) {
      // as it was made before
    }
  }

  private void prepare(Schema schema) throws SQLException, StoreException {
    int application = number("PRAGMA application_id");
    int version = number("PRAGMA user_version");
    if (application != APPLICATION_ID && (application != 0 || version != 0)) {
      throw new StoreException(
          StoreException.Kind.DAMAGED, file + ": a database of another program; move it away");
    }
    if (version > schema.version()) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          file
              + ": written by a newer tidegate (schema "
              + version
              + ", this one knows "
              + schema.version()
              + "); install that one, or restore a backup");
    }
    String verdict = text("PRAGMA quick_check(1)");
    if (!verdict.equals("ok")) {
      throw new StoreException(
          StoreException.Kind.DAMAGED, file + ": damaged: " + verdict + "; restore a backup");
    }
    if (version < schema.version()) {
      transaction(() -> {
        execute("PRAGMA application_id = " + APPLICATION_ID);
        schema.upgrade(this, version);
        return true;
      });
    }
  }

  /// Statements that hold together.
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException, StoreException;
  }

  /// Runs `work` whole or not at all: when this returns, it is on the disk.
  <T> T transaction(Work<T> work) throws SQLException, StoreException {
    execute("BEGIN IMMEDIATE");
    T result;
    try {
      result = work.run();
      execute("COMMIT");
    } catch (SQLException | StoreException | RuntimeException failure) {
      rollback();
      throw failure;
    }
    return result;
  }

  /// Runs `work` and takes it back.
  <T> T rehearsal(Work<T> work) throws SQLException, StoreException {
    execute("BEGIN IMMEDIATE");
    try {
      return work.run();
    } finally {
      rollback();
    }
  }

  /// Runs one statement that answers nothing.
  @SuppressWarnings("SqlStatement") // texts of our own
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  PreparedStatement statement(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = statement(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /// After some failures, such as a full disk, SQLite has done so itself.
  private void rollback() {
    try {
      execute("ROLLBACK");
    } catch (SQLException nothingOpen) {
      LoggerFactory.getLogger(Database.class).debug("rolled back already", nothingOpen);
    }
  }

  /// Of the file, without what is free in it.
  long usedBytes() throws SQLException {
    return (long) (number("PRAGMA page_count") - number("PRAGMA freelist_count"))
        * number("PRAGMA page_size");
  }

  private int number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  StoreException problem(Exception cause) {
    return problem(file, cause);
  }

  /// In words that say what to do.
  private static StoreException problem(Path file, Exception cause) {
    String why = String.valueOf(cause.getMessage());
    if (cause instanceof SQLiteException sqlite) {
      why = words(sqlite);
    } else if (cause instanceof IOException) {
      why = cause.getClass().getSimpleName() + ": " + why;
    }
    return new StoreException(
        isDamage(cause) ? StoreException.Kind.DAMAGED : StoreException.Kind.DISK,
        file + ": " + why.replaceAll("\\p{Cntrl}+", " "),
        cause);
  }

  /// Not a disk that is full or cannot be read for now, or somebody else who holds the file.
  private static boolean isDamage(Exception cause) {
    String code =
        cause instanceof SQLiteException sqlite
            ? sqlite.getResultCode().name().toUpperCase(Locale.ROOT)
            : "";
    return code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT");
  }

  private static String words(SQLiteException problem) {
    SQLiteErrorCode code = problem.getResultCode();
    String name = code.name().toUpperCase(Locale.ROOT);
    if (name.startsWith("SQLITE_FULL")) {
      return "the disk is full";
    }
    if (name.startsWith("SQLITE_READONLY") || name.startsWith("SQLITE_CANTOPEN")) {
      return "cannot be written: read-only, or not ours";
    }
    if (name.startsWith("SQLITE_NOTADB")) {
      return "not a database: torn, or of another program; restore a backup or move it away";
    }
    if (name.startsWith("SQLITE_CORRUPT")) {
      return "damaged; restore a backup";
    }
    if (name.startsWith("SQLITE_IOERR")) {
      return "the disk cannot be read or written (" + name + ")";
    }
    return String.valueOf(problem.getMessage());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
