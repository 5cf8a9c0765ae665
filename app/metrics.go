package app

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// metrics is what machines may watch. No label ever holds a name, an address or an id of a person.
type metrics struct {
	registry *prometheus.Registry
	outcomes *prometheus.CounterVec
	looked   prometheus.Counter
	sweeps   prometheus.Histogram
}

func newMetrics(a *App) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "goodturn_messages_total", Help: "Messages by outcome since the start: sent, unknown, failed, released."}, []string{"outcome"}),
		looked:   prometheus.NewCounter(prometheus.CounterOpts{Name: "goodturn_touches_decided_total", Help: "Due touches that were judged since the start."}),
		sweeps:   prometheus.NewHistogram(prometheus.HistogramOpts{Name: "goodturn_sweep_seconds", Help: "How long it took to judge and carry everything that was due.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 10)}),
	}
	for _, o := range []string{"sent", "unknown", "failed", "released"} {
		m.outcomes.WithLabelValues(o)
	}
	m.registry.MustRegister(m.outcomes, m.looked, m.sweeps, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &state{a: a})
	return m
}

func (m *metrics) swept(r program.Ran, took time.Duration) {
	m.looked.Add(float64(r.Looked))
	m.outcomes.WithLabelValues("sent").Add(float64(r.Sent))
	m.outcomes.WithLabelValues("unknown").Add(float64(r.Unknown))
	m.outcomes.WithLabelValues("failed").Add(float64(r.Failed))
	m.outcomes.WithLabelValues("released").Add(float64(r.Released))
	m.sweeps.Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// state reads gauges from the database when they are asked for, so that they are never stale and cost nothing in between.
type state struct{ a *App }

var (
	descBuild   = prometheus.NewDesc("goodturn_build_info", "Always 1; the label is the version.", []string{"version"}, nil)
	descLive    = prometheus.NewDesc("goodturn_live", "1 if messages may leave, 0 while watching only.", nil, nil)
	descPaused  = prometheus.NewDesc("goodturn_paused", "1 while somebody has paused everything.", nil, nil)
	descHold    = prometheus.NewDesc("goodturn_hold", "1 while nothing is sent until a person has looked.", nil, nil)
	descAlarm   = prometheus.NewDesc("goodturn_alarm", "1 if somebody should look: something is due and nothing moves, the clock or the disk.", nil, nil)
	descOverdue = prometheus.NewDesc("goodturn_overdue_seconds", "For how long the earliest planned touch has been due.", nil, nil)
	descSpool   = prometheus.NewDesc("goodturn_refusals_waiting", "1 while refusals wait for the database.", nil, nil)
	descFree    = prometheus.NewDesc("goodturn_free_bytes", "Room left in the data folder.", nil, nil)
	descFailing = prometheus.NewDesc("goodturn_work_failing", "1 for each kind of background work that failed when it last ran.", []string{"work"}, nil)
)

// Describe lists the gauges.
func (s *state) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descBuild, descLive, descPaused, descHold, descAlarm, descOverdue, descSpool, descFree, descFailing} {
		ch <- d
	}
}

// Collect reads them.
func (s *state) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge(descBuild, 1, s.a.Options.Version)
	gauge(descSpool, one(s.a.spool.Waiting()))
	if free, err := s.a.Options.FreeSpace(); err == nil {
		gauge(descFree, float64(free))
	}
	h := s.a.Health(ctx)
	gauge(descAlarm, one(h.Alarm != ""))
	for work := range h.Failing {
		gauge(descFailing, 1, work)
	}
	err := s.a.DB.Read(ctx, func(tx *store.Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		next, err := tx.NextDue()
		if err != nil {
			return err
		}
		gauge(descLive, one(set.Mode == goodturn.ModeLive))
		gauge(descPaused, one(set.Paused))
		gauge(descHold, one(set.Hold != ""))
		overdue := 0.0
		if !next.IsZero() {
			overdue = max(0, tx.Now().Sub(next).Seconds())
		}
		gauge(descOverdue, overdue)
		return nil
	})
	if err != nil {
		ch <- prometheus.NewInvalidMetric(descLive, err)
	}
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Health is how a running server is, for /readyz, the metrics and the page of settings.
type Health struct {
	Alarm   string            // why somebody should look; empty: all is well
	Failing map[string]string // background work that failed when it last ran, and why
	Public  string            // why the public address is not proved; empty: it is, or there is none
	Spool   bool              // refusals wait for the database
	Err     error             // why the database cannot be read
}

// Health looks. Before Start nothing is failing.
func (a *App) Health(ctx context.Context) Health {
	h := Health{Failing: map[string]string{}, Spool: a.spool.Waiting()}
	if r := a.run; r != nil {
		r.mu.Lock()
		h.Alarm, h.Public = r.alarm, r.public
		r.mu.Unlock()
		if r.runner != nil {
			for k, err := range r.runner.Failing() {
				h.Failing[string(k)] = Redact(err.Error())
			}
		}
	}
	h.Err = a.DB.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.Settings()
		return err
	})
	return h
}
