/// Whether the machine is as the gateway needs it, while it runs and before.
package io.tidegate.gateway.selftest;
