"""Simulations, as people write them with NumPy and math."""

import math

import numpy as np

MASSES = np.array([1.0, 2.0, 0.5])


def n_body_energy(positions):
    """The potential energy of three bodies, pair by pair."""
    energy = 0.0
    for i in range(len(positions)):
        for j in range(i):
            apart = np.linalg.norm(positions[i] - positions[j])
            energy -= MASSES[i] * MASSES[j] / apart
    return energy


def heat(u, steps=10, rate=0.2):
    """The heat equation by slices, in place."""
    u = u.copy()
    for _ in range(steps):
        u[1:-1] += rate * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2) + u[2]


def lotka_volterra(_, y, a, b):
    return np.array([a * y[0] - b * y[0] * y[1], b * y[0] * y[1] - y[1]])


def runge_kutta(parameters, steps=20, h=0.05):
    """Predators and prey by the classical Runge-Kutta method."""
    a, b = parameters
    y = np.array([1.0, 0.5])
    for n in range(steps):
        t = n * h
        k1 = lotka_volterra(t, y, a, b)
        k2 = lotka_volterra(t + h / 2, y + h / 2 * k1, a, b)
        k3 = lotka_volterra(t + h / 2, y + h / 2 * k2, a, b)
        k4 = lotka_volterra(t + h, y + h * k3, a, b)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y[0] ** 2 + y[1]


def bouncing_ball(parameters):
    """Euler's method with a branch: the ball loses speed at each bounce."""
    height, speed, loss = parameters
    dt, gravity = 0.01, 9.81
    for _ in range(200):
        speed = speed - gravity * dt
        height = height + speed * dt
        if height < 0:
            height = -height * loss
            speed = -speed * loss
    return height


def kepler(parameters):
    """Kepler's equation by Newton's method, with a while loop on the value."""
    mean, eccentricity = parameters
    e = mean
    while True:
        step = (e - eccentricity * math.sin(e) - mean) / (1 - eccentricity * math.cos(e))
        e = e - step
        if abs(step) < 1e-14:
            break
    return math.sqrt(1 - eccentricity**2) * math.sin(e)


def ray_sphere(ray):
    """Where a ray meets a sphere, and the light on it there."""
    origin, direction = ray["origin"], ray["direction"]
    direction = direction / np.linalg.norm(direction)
    b = np.dot(origin, direction)
    discriminant = b**2 - (np.dot(origin, origin) - ray["radius"] ** 2)
    if discriminant < 0:
        return 0.0 * b
    hit = origin + (-b - np.sqrt(discriminant)) * direction
    normal = hit / ray["radius"]
    light = np.array([0.0, 0.6, -0.8])
    return max(normal @ light, 0.0)


def truss(stiffness):
    """The compliance of a chain of springs: a matrix assembled in place."""
    n = len(stiffness)
    k = np.zeros((n + 1, n + 1))
    for i, s in enumerate(stiffness):
        k[i : i + 2, i : i + 2] += s * np.array([[1.0, -1.0], [-1.0, 1.0]])
    load = np.zeros(n)
    load[-1] = 1.0
    return load @ np.linalg.solve(k[1:, 1:], load)


def pendulum_chain(angles):
    """Heights and distances by running sums and meshes."""
    x, y = np.cumsum(np.sin(angles)), -np.cumsum(np.cos(angles))
    xx, yy = np.meshgrid(x, y)
    return np.trapezoid(y, x) + np.mean(np.hypot(xx, yy)) + np.prod(np.cos(angles))


PROGRAMS = {
    "N-body energy": (n_body_energy, np.array([[0.0, 0.1], [1.0, -0.3], [-0.5, 0.8]])),
    "heat equation": (heat, np.array([0.0, 1.0, 0.5, -0.3, 0.2, 0.0])),
    "Runge-Kutta": (runge_kutta, (1.1, 0.4)),
    "bouncing ball": (bouncing_ball, np.array([1.01, 0.5, 0.8])),
    "Kepler's equation": (kepler, (1.2, 0.4)),
    "ray and sphere": (
        ray_sphere,
        {"origin": np.array([0.2, 0.4, -3.0]), "direction": np.array([0.0, 0.1, 1.0]),
         "radius": 1.5},
    ),
    "truss": (truss, np.array([1.0, 2.0, 1.5, 3.0])),
    "pendulum chain": (pendulum_chain, np.array([0.3, 0.5, 0.9])),
}  # fmt: skip
