package io.tidegate.gateway.store;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.QueuedUpload;
import io.tidegate.gateway.storage.TransferMemory;
import io.tidegate.gateway.storage.Upload;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Uploads as rows. Confined to the store's thread.
final class UploadRows {
  private static final String COLUMNS =
      "SELECT number, profile, path, file, owner, removes, bytes, at, attempts, next, problem,"
          + " session, part_bytes FROM upload ";

  private final Database database;

  UploadRows(Database database) {
    this.database = database;
  }

  long insert(Upload upload, long bytes, Instant now) throws SQLException {
    database.update(
        "INSERT INTO upload (profile, path, file, owner, removes, bytes, at, attempts, next,"
            + " problem, part_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, '', 0)",
        upload.profile(),
        upload.path().text(),
        upload.file().toString(),
        upload.owner(),
        upload.removes() ? 1 : 0,
        bytes,
        now.toEpochMilli(),
        now.toEpochMilli());
    try (PreparedStatement statement = database.statement("SELECT last_insert_rowid()");
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  Optional<QueuedUpload> first(String profile, List<Long> busy, Instant now) throws SQLException {
    return read(
            COLUMNS
                + "WHERE profile = ? AND next <= ? AND number NOT IN ("
                + numbers(busy)
                + ") ORDER BY number LIMIT 1",
            profile,
            now.toEpochMilli())
        .stream()
        .findFirst();
  }

  Optional<Instant> next(String profile, List<Long> busy) throws SQLException {
    String sql =
        "SELECT min(next) FROM upload WHERE profile = ? AND number NOT IN (" + numbers(busy) + ")";
    try (PreparedStatement statement = database.statement(sql, profile);
        ResultSet rows = statement.executeQuery()) {
      long first = rows.next() ? rows.getLong(1) : 0;
      return first == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first));
    }
  }

  private static String numbers(List<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  List<QueuedUpload> list(String profile, long after, int limit) throws SQLException {
    return read(
        COLUMNS + "WHERE profile = ? AND number > ? ORDER BY number LIMIT ?",
        profile,
        after,
        limit);
  }

  UploadStore.Depth depth(String profile) throws SQLException {
    return depths().getOrDefault(profile, UploadStore.Depth.NONE);
  }

  Map<String, UploadStore.Depth> depths() throws SQLException {
    Map<String, UploadStore.Depth> depths = new HashMap<>();
    String sql = "SELECT profile, count(*), sum(bytes), min(at) FROM upload GROUP BY profile";
    try (PreparedStatement statement = database.statement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        depths.put(
            rows.getString(1),
            new UploadStore.Depth(
                rows.getLong(2), rows.getLong(3), Instant.ofEpochMilli(rows.getLong(4))));
      }
    }
    return depths;
  }

  boolean failed(long number, Instant next, String problem) throws SQLException {
    return database.update(
            "UPDATE upload SET attempts = attempts + 1, next = ?, problem = ? WHERE number = ?",
            next.toEpochMilli(),
            problem,
            number)
        > 0;
  }

  boolean remove(long number) throws SQLException {
    return database.update("DELETE FROM upload WHERE number = ?", number) > 0;
  }

  TransferMemory.Known known(long number) throws SQLException {
    List<QueuedUpload> found = read(COLUMNS + "WHERE number = ?", number);
    return found.isEmpty() ? TransferMemory.Known.NOTHING : found.getFirst().known();
  }

  boolean session(long number, @Nullable String session, long partBytes) throws SQLException {
    database.update("DELETE FROM upload_part WHERE upload = ?", number);
    return database.update(
            "UPDATE upload SET session = ?, part_bytes = ? WHERE number = ?",
            session,
            partBytes,
            number)
        > 0;
  }

  boolean part(long number, int part, String tag) throws SQLException {
    return database.update("INSERT OR REPLACE INTO upload_part VALUES (?, ?, ?)", number, part, tag)
        > 0;
  }

  private List<QueuedUpload> read(String sql, Object... values) throws SQLException {
    List<QueuedUpload> found = new ArrayList<>();
    try (PreparedStatement statement = database.statement(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(upload(rows));
      }
    }
    return found;
  }

  private QueuedUpload upload(ResultSet row) throws SQLException {
    long number = row.getLong(1);
    Upload upload =
        new Upload(
            row.getString(2),
            new ObjectPath(row.getString(3)),
            Path.of(row.getString(4)),
            row.getString(5),
            row.getInt(6) != 0);
    String session = row.getString(12);
    return new QueuedUpload(
        number,
        upload,
        row.getLong(7),
        Instant.ofEpochMilli(row.getLong(8)),
        row.getInt(9),
        Instant.ofEpochMilli(row.getLong(10)),
        row.getString(11),
        new TransferMemory.Known(
            session, row.getLong(13), session == null ? Map.of() : parts(number)));
  }

  private Map<Integer, String> parts(long number) throws SQLException {
    Map<Integer, String> parts = new HashMap<>();
    String sql = "SELECT part, tag FROM upload_part WHERE upload = ?";
    try (PreparedStatement statement = database.statement(sql, number);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        parts.put(rows.getInt(1), rows.getString(2));
      }
    }
    return parts;
  }
}
