package io.tidegate.gateway.config;

import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.storage.s3.S3Options;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// Storage profiles as JSON and back, for the API and the store. Keys, values and rules are those
/// of the configuration file, but for what only that may say: files of this machine. Stateless.
///
/// A secret shows as [Token#MASK]; a document that says the mask keeps the secret that is stored.
public final class StorageDocuments {
  private StorageDocuments() {}

  /// @param before what it replaces, null for none
  public static StorageSpec read(JsonObject json, @Nullable StorageSpec before)
      throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    StorageSpec fresh = new StorageReader(nodes, false).one(JsonNodes.ofMap(json.getMap()), "");
    if (!fresh.secret().text().equals(Token.MASK)) {
      return fresh;
    }
    if (before == null || !isForSame(fresh.place(), before.place())) {
      String wanted = "the secret key itself: it stays with its access key and its endpoint";
      throw ConfigException.of(List.of(new Fault("s3.secretKey", "expected " + wanted)));
    }
    return fresh.withSecret(before.secret());
  }

  /// As it was stored, with its secret in another place.
  public static StorageSpec stored(JsonObject json) throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    return new StorageReader(nodes, false).one(JsonNodes.ofMap(json.getMap()), "");
  }

  /// A secret goes to whom it went before, and nowhere else.
  private static boolean isForSame(StorageSpec.Place fresh, StorageSpec.Place before) {
    return fresh instanceof StorageSpec.S3 one
        && before instanceof StorageSpec.S3 other
        && one.options().keys().access().equals(other.options().keys().access())
        && one.options().bucket().endpoint().equals(other.options().bucket().endpoint());
  }

  /// The secret is masked.
  public static JsonObject write(StorageSpec spec) {
    JsonObject json =
        new JsonObject()
            .put("name", spec.name())
            .put("type", spec.place().type())
            .put("pathPattern", spec.pattern().text())
            .put("uploads", spec.uploads());
    switch (spec.place()) {
      case StorageSpec.Local local ->
          json.put("local", new JsonObject().put("folder", local.folder().toString()));
      case StorageSpec.S3 s3 -> json.put("s3", s3(s3.options()));
    }
    return json;
  }

  private static JsonObject s3(S3Options options) {
    S3Options.Bucket bucket = options.bucket();
    S3Options.Transfers transfers = options.transfers();
    JsonObject json =
        new JsonObject()
            .put("endpoint", bucket.endpoint().toString())
            .put("region", bucket.region())
            .put("bucket", bucket.name())
            .put("prefix", bucket.prefix())
            .put("pathStyle", bucket.pathStyle())
            .put("accessKey", options.keys().access())
            .put("secretKey", options.keys().secret().isEmpty() ? "" : Token.MASK)
            .put("partSize", transfers.partSize().toString())
            .put("checksum", transfers.checksum().name().toLowerCase(Locale.ROOT))
            .put("presignS", transfers.presign().toSeconds())
            .put("stallMs", transfers.stall().toMillis());
    DataSize bandwidth = transfers.bandwidth();
    return bandwidth == null ? json : json.put("bandwidthLimit", bandwidth.toString());
  }
}
