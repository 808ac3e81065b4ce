package io.tidegate.gateway.config;

import io.tidegate.gateway.storage.StorageSpec;
import io.vertx.core.json.JsonObject;

/// Storage profiles as JSON and back, for the API and the store. Keys, values and rules are those
/// of the configuration file, but for what only that may say: files of this machine. Stateless.
public final class StorageDocuments {
  private StorageDocuments() {}

  public static StorageSpec read(JsonObject json) throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    return new StorageReader(nodes, false).one(JsonNodes.ofMap(json.getMap()), "");
  }

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
    }
    return json;
  }
}
