package io.tidegate.gateway.config;

import io.tidegate.gateway.cluster.ClusterSettings;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads how this node takes part in a cluster. Stateless.
final class ClusterReader {
  private static final Pattern COMMA = Pattern.compile(", *");

  private ClusterReader() {}

  static ClusterSettings read(SettingsReader settings) {
    String bind = settings.text("cluster.bind");
    String labels = settings.text("cluster.labels");
    return new ClusterSettings(
        bind.isEmpty() ? settings.text("bind") : bind,
        settings.number("cluster.port"),
        settings.text("cluster.address"),
        settings.text("cluster.name"),
        labels.isEmpty() ? Set.of() : new TreeSet<>(COMMA.splitAsStream(labels).toList()),
        settings.number("cluster.weight"),
        settings.text("cluster.viewers").equals("redirect"),
        settings.text("cluster.viewers-url"));
  }
}
