package io.tidegate.cluster.member;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import java.net.InetSocketAddress;
import java.util.List;

/// Hazelcast as it is used here: members by a list, on one address of loopback, no multicast, no
/// discovery, nothing sent to its makers, small thread pools. Stateless.
final class HazelcastConfig {
  /// The default of 271 is for gigabytes; ours are small maps on few nodes, and each partition has
  /// its share of each operation over a whole map.
  private static final int PARTITIONS = 71;

  private static final int BATCH = 100;

  /// What nobody asked for in a day is higher by the clock alone.
  private static final int EPOCHS_KEPT_SECONDS = 86_400;

  private static final int SELDOM_SECONDS = 3_600;

  private static final int BACKUPS_COMPARED_SECONDS = 120;

  /// So many heartbeats come in the time after which a member is taken for dead.
  private static final int HEARTBEATS = 5;

  /// What members throw at each other of packages that are not for others.
  private static final String[] ANSWERS = {
    "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
    "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
    "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
    "com.hazelcast.internal.cluster.impl.VersionMismatchException",
    "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
    "com.hazelcast.map.impl.operation.EntryOffloadableLockMismatchException",
    "com.hazelcast.query.QueryException",
  };

  private HazelcastConfig() {}

  static Config of(MembershipOptions options) {
    Config config = new Config();
    config.setClusterName(options.secret());
    config.setInstanceName("tidegate-" + options.number());
    config.getMemberAttributeConfig().setAttribute("number", Integer.toString(options.number()));
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    network(config.getNetworkConfig(), options);
    config.getSerializationConfig().setJavaSerializationFilterConfig(classes());
    threads(config);
    failures(config, options);
    set(config, ClusterProperty.PARTITION_COUNT, PARTITIONS);
    set(config, ClusterProperty.PHONE_HOME_ENABLED, false);
    set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED, false);
    set(config, ClusterProperty.LOGGING_TYPE, "slf4j");
    set(config, ClusterProperty.LOGGING_ENABLE_DETAILS, false); // the secret stands in them
    set(config, ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF");
    quiet(config);
    config.addMapConfig(map("*", options));
    config.addMapConfig(map(Epochs.MAP, options).setMaxIdleSeconds(EPOCHS_KEPT_SECONDS));
    return config;
  }

  /// What Hazelcast does again and again while nothing happens, and who would miss it: nobody, or
  /// later.
  private static void quiet(Config config) {
    set(config, ClusterProperty.SLOW_OPERATION_DETECTOR_ENABLED, false);
    set(config, ClusterProperty.NETWORK_STATS_REFRESH_INTERVAL_SECONDS, SELDOM_SECONDS);
    // backups are written with what they are of: this finds those that were lost with a node
    set(config, ClusterProperty.PARTITION_BACKUP_SYNC_INTERVAL, BACKUPS_COMPARED_SECONDS);
    config.getCRDTReplicationConfig().setReplicationPeriodMillis(SELDOM_SECONDS * 1_000); // none
  }

  private static void network(NetworkConfig network, MembershipOptions options) {
    network.setPort(options.port());
    network.setPortAutoIncrement(false);
    network
        .getMemberAddressProviderConfig()
        .setEnabled(true)
        .setImplementation(new OwnAddress(new InetSocketAddress(options.own(), options.port())));
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.setTcpIpConfig(members(options.members()));
    network.setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(true));
    network.getMemcacheProtocolConfig().setEnabled(false);
  }

  static TcpIpConfig members(List<String> addresses) {
    return new TcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1).setMembers(addresses);
  }

  /// What is made of bytes of others: ours, plain values, and what Hazelcast throws. Hazelcast
  /// reads a message before it looks who sent it.
  private static JavaSerializationFilterConfig classes() {
    ClassFilter ours =
        new ClassFilter()
            .addPrefixes("io.tidegate.cluster.", "[")
            .addClasses(ANSWERS)
            .addPackages(
                "java.io",
                "java.lang",
                "java.math",
                "java.time",
                "java.util",
                "java.util.concurrent",
                "com.hazelcast.cluster",
                "com.hazelcast.core",
                "com.hazelcast.map",
                "com.hazelcast.nio.serialization",
                "com.hazelcast.partition",
                "com.hazelcast.spi.exception");
    return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(ours);
  }

  /// Two processors' worth for some thousand operations a second.
  private static void threads(Config config) {
    set(config, ClusterProperty.SOCKET_BIND_ANY, false);
    set(config, ClusterProperty.IO_INPUT_THREAD_COUNT, 1);
    set(config, ClusterProperty.IO_OUTPUT_THREAD_COUNT, 1);
    set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, 2);
    set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, 2);
    set(config, ClusterProperty.RESPONSE_THREAD_COUNT, 1);
    set(config, ClusterProperty.EVENT_THREAD_COUNT, 1);
    set(config, ClusterProperty.CLIENT_ENGINE_THREAD_COUNT, 1);
    set(config, ClusterProperty.CLIENT_ENGINE_QUERY_THREAD_COUNT, 1);
    set(config, ClusterProperty.CLIENT_ENGINE_BLOCKING_THREAD_COUNT, 1);
  }

  /// A door that refuses is proof enough that a node is gone: it is opened by its presence alone.
  private static void failures(Config config, MembershipOptions options) {
    long heartbeat = Math.max(1, options.silence().toSeconds() / HEARTBEATS);
    set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, heartbeat);
    set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, options.silence().toSeconds());
    set(config, ClusterProperty.MASTERSHIP_CLAIM_TIMEOUT_SECONDS, options.silence().toSeconds());
    // two that do not hear each other, but both hear the rest: one of them has to go
    set(config, ClusterProperty.PARTIAL_MEMBER_DISCONNECTION_RESOLUTION_HEARTBEAT_COUNT, 2);
    set(config, ClusterProperty.CONNECTION_MONITOR_INTERVAL, 50);
    set(config, ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS, 2);
    set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, 0);
    set(config, ClusterProperty.MAX_JOIN_SECONDS, 20);
    set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT, 1);
    set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, 3);
    set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, 3);
    set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, 10);
  }

  private static MapConfig map(String name, MembershipOptions options) {
    MapConfig map = new MapConfig(name);
    map.setBackupCount(options.backups());
    map.setPerEntryStatsEnabled(false);
    map.setStatisticsEnabled(false);
    map.getEvictionConfig().setEvictionPolicy(EvictionPolicy.NONE);
    map.setMergePolicyConfig(new MergePolicyConfig(HigherEpochMerge.class.getName(), BATCH));
    return map;
  }

  private static void set(Config config, HazelcastProperty property, Object value) {
    config.setProperty(property.getName(), value.toString());
  }
}
