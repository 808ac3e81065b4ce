package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.s3.SigV4.Parameter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A question to a server. Immutable.
///
/// @param path null for the bucket itself
/// @param headers beside those that every question has
record S3Request(
    String method,
    @Nullable ObjectPath path,
    List<Parameter> query,
    Map<String, String> headers,
    Body body) {
  /// What goes with it.
  sealed interface Body {}

  record Nothing() implements Body {}

  record Text(Bytes bytes) implements Body {}

  /// Some of a file.
  ///
  /// @param sha256 in hexadecimal
  record Part(Path file, long from, long length, String sha256) implements Body {}

  S3Request {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }

  static S3Request of(String method, @Nullable ObjectPath path) {
    return new S3Request(method, path, List.of(), Map.of(), new Nothing());
  }

  S3Request query(String name, String value) {
    List<Parameter> more = new ArrayList<>(query);
    more.add(new Parameter(name, value));
    return new S3Request(method, path, more, headers, body);
  }

  S3Request header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new S3Request(method, path, query, more, body);
  }

  S3Request body(Body other) {
    return new S3Request(method, path, query, headers, other);
  }
}
