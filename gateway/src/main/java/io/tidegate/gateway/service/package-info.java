/// What the gateway tells the service manager that has started it: sd_notify(3).
package io.tidegate.gateway.service;
